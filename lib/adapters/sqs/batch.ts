// A function fed by a queue: the batch as Lambda delivers it, and the response that names what must be redelivered.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { HandleBatch } from '../../ports/queue.ts';
import { logger } from '../logger.ts';

/** A message older than this when it is handled is logged: an alarm counts such lines, for every queue alike. */
const LATE_MS = 5 * 60_000;

interface Options {
  /** How long messages of this queue may be delayed on purpose. */
  delayMs?: number;
}

/** `wire` runs once, at the first batch. */
export function onQueue(
  wire: () => HandleBatch,
  { delayMs = 0 }: Options = {},
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  let handle: HandleBatch | undefined;
  return async ({ Records }) => {
    handle ??= wire();
    reportLate(Records, delayMs);
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

function reportLate(records: readonly SQSRecord[], delayMs: number): void {
  const sent = Math.min(...records.map(({ attributes }) => Number(attributes.SentTimestamp)));
  const lateMs = Date.now() - sent - delayMs;
  const [first] = records;
  if (first && lateMs > LATE_MS)
    logger.warn('late', { queue: first.eventSourceARN.split(':').at(-1) ?? '', lateMs });
}
