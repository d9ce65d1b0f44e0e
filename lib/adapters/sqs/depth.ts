// Approximately how many messages wait in a queue; back-pressure needs no exact number.
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { Unavailable } from '../../ports/queue.ts';

export function queueDepth(client: SQSClient, url: string): () => Promise<number> {
  return async () => {
    try {
      const AttributeNames = ['ApproximateNumberOfMessages' as const];
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames }),
      );
      return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
    } catch (error) {
      throw new Unavailable(`SQS: ${error instanceof Error ? error.name : 'no answer'}`, { cause: error });
    }
  };
}
