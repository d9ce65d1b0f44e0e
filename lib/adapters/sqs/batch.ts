// A function fed by a queue: the batch as Lambda delivers it, and the response that names what must be redelivered.
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
