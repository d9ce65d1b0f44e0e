// Messages to the finance topic: by mail, or however else finance subscribed.
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { FinanceMessage } from '../../ports/announcer.ts';
import { Unavailable } from '../../ports/queue.ts';

const SUBJECT_LENGTH_MAX = 100;

export function financeTopic(client: SNSClient, TopicArn: string) {
  return async ({ subject, text }: FinanceMessage): Promise<void> => {
    // SNS refuses a subject that is too long, has line breaks or is not ASCII.
    const Subject = subject.replace(/[^\x20-\x7e]+/g, '?').slice(0, SUBJECT_LENGTH_MAX);
    try {
      await client.send(new PublishCommand({ TopicArn, Subject, Message: text }));
    } catch (error) {
      throw new Unavailable(`SNS: ${error instanceof Error ? error.name : 'no answer'}`, { cause: error });
    }
  };
}
