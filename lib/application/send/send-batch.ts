/**
 * One batch of a sends queue. Messages are independent and handled concurrently. A failed one is redelivered on its
 * own: soon after an outage, and after the function's timeout if another process may still be calling (I3).
 */
import { sendRequest } from '../../../schemas/generated/send-request.js';
import { parser } from '../../../schemas/parser.ts';
import type { Delivered, Redelivery } from '../../ports/queue.ts';
import type { Handled, SendMessage } from './send-message.ts';

type SendsRecord = Omit<Delivered, 'group'>;

export interface SendBatchPorts {
  sender: Pick<SendMessage, 'handle'>;
  redelivery: Redelivery;
  functionTimeoutMs: number;
  /** Called for every message that failed, with ids and the error only. */
  onFailure: (about: { messageId: string } | { what: 'visibility' }, error: unknown) => void;
}

const RETRY_SECONDS_MAX = 60;

/** Returns the ids of the messages that must be redelivered. */
export async function sendBatch(ports: SendBatchPorts, records: readonly SendsRecord[]): Promise<string[]> {
  const results = await Promise.allSettled(
    records.map((record, i) => sendOne(ports, record, records.length - i)),
  );
  const busy: string[] = [];
  const broken = new Map<number, string[]>();
  const failed: string[] = [];
  for (const [i, result] of results.entries()) {
    const record = records[i];
    if (!record || (result.status === 'fulfilled' && result.value === 'done')) continue;
    failed.push(record.messageId);
    if (result.status === 'fulfilled') busy.push(record.receiptHandle);
    else {
      ports.onFailure({ messageId: record.messageId }, result.reason);
      const seconds = Math.min(RETRY_SECONDS_MAX, 2 ** Math.min(record.receiveCount, 6));
      broken.set(seconds, [...(broken.get(seconds) ?? []), record.receiptHandle]);
    }
  }
  if (busy.length) await comeAgain(ports, busy, Math.ceil(ports.functionTimeoutMs / 1000) + 1);
  for (const [seconds, receipts] of broken) await comeAgain(ports, receipts, seconds);
  return failed;
}

const readRequest = parser(sendRequest);

async function sendOne({ sender }: SendBatchPorts, record: SendsRecord, rest: number): Promise<Handled> {
  return sender.handle(readRequest(JSON.parse(record.body)), rest);
}

/** If this fails too, they are redelivered after the queue's own visibility timeout. */
async function comeAgain(
  { redelivery, onFailure }: SendBatchPorts,
  receipts: string[],
  seconds: number,
): Promise<void> {
  try {
    await redelivery.retryIn(receipts, seconds);
  } catch (error) {
    onFailure({ what: 'visibility' }, error);
  }
}
