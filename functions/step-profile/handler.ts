// The actor: a batch of the mailbox, folded into profiles (lib/application/commit/handle-mailbox.ts).
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { handleMailbox, type MailboxPorts } from '../../lib/application/commit/handle-mailbox.ts';
import { wire } from './wire.ts';

let wired: MailboxPorts | undefined;

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  wired ??= wire();
  const records = event.Records.map(({ messageId, receiptHandle, body, attributes }) => ({
    messageId,
    receiptHandle,
    body,
    group: attributes.MessageGroupId ?? '',
    receiveCount: Number(attributes.ApproximateReceiveCount),
  }));
  const failed = await handleMailbox(wired, records);
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
