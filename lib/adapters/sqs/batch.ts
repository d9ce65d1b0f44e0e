// A function that a queue feeds: the batch as Lambda hands it over, and the answer that names what must come again.
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { HandleBatch } from '../../ports/queue.ts';

/** `wire` runs once, at the first batch. */
export function onQueue(wire: () => HandleBatch): (event: SQSEvent) => Promise<SQSBatchResponse> {
  let handle: HandleBatch | undefined;
  return async ({ Records }) => {
    handle ??= wire();
    const failed = await handle(
      Records.map(({ messageId, receiptHandle, body, attributes }) => ({
        messageId,
        receiptHandle,
        body,
        group: attributes.MessageGroupId ?? '',
        receiveCount: Number(attributes.ApproximateReceiveCount),
      })),
    );
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}
