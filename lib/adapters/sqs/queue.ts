/**
 * Queue over SQS SendMessageBatch: ten messages and 1 MiB per call. Not taken are the messages that SQS reports as
 * failed, and the whole call where there is no response (the SDK has then retried several times; some may have been
 * taken nevertheless, which is why every message may arrive twice).
 *
 * A FIFO queue takes one call after another, and once an item was not taken, later ones of its group are not tried:
 * they must not overtake it. Within one call SQS may take a later one of the group; the reader's own order (I2, I4)
 * tolerates that.
 */
import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Queue, Queued } from '../../ports/queue.ts';
import { logger } from '../logger.ts';

const MESSAGES_A_CALL = 10;
const BYTES_A_CALL = 1024 * 1024;
const CALLS_AT_ONCE = 8;

interface Entry<T> {
  item: Queued<T>;
  body: string;
  bytes: number;
}

export function sqsQueue<T>(client: SQSClient, url: string): Queue<T> {
  const fifo = url.endsWith('.fifo');
  const queue = url.slice(url.lastIndexOf('/') + 1);
  /** Returns the items of one call that were not taken. */
  const send = async (entries: readonly Entry<T>[]): Promise<Queued<T>[]> => {
    try {
      const Entries = entries.map((entry, i) => request(entry, i, fifo));
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
      if (Failed.length > 0)
        logger.warn('messages not taken', { queue, codes: Failed.map(({ Code }) => Code) });
      return Failed.flatMap(({ Id }) => entries[Number(Id)]?.item ?? []);
    } catch (error) {
      logger.error('no message of a call was taken for sure', { queue, error });
      return entries.map(({ item }) => item);
    }
  };
  return {
    put: (items) => (fifo ? inOrder(items, send) : atOnce(items, send)),
  };
}

type Send<T> = (entries: readonly Entry<T>[]) => Promise<Queued<T>[]>;

async function inOrder<T>(items: readonly Queued<T>[], send: Send<T>): Promise<Queued<T>[]> {
  const notTaken: Queued<T>[] = [];
  const stopped = new Set<string | undefined>();
  for (const call of calls(items)) {
    const free = call.filter(({ item }) => !stopped.has(item.group));
    const failed = free.length > 0 ? await send(free) : [];
    const left = new Set([
      ...failed,
      ...call.filter((entry) => !free.includes(entry)).map(({ item }) => item),
    ]);
    for (const { item } of call) if (left.has(item)) notTaken.push(item);
    for (const { group } of failed) stopped.add(group);
  }
  return notTaken;
}

async function atOnce<T>(items: readonly Queued<T>[], send: Send<T>): Promise<Queued<T>[]> {
  const waiting = calls(items);
  const notTaken: Queued<T>[] = [];
  const work = async (): Promise<void> => {
    for (let call = waiting.shift(); call; call = waiting.shift()) notTaken.push(...(await send(call)));
  };
  await Promise.all(Array.from({ length: Math.min(CALLS_AT_ONCE, waiting.length) }, work));
  return notTaken;
}

/** As few calls as fit, in the given order. A message too long for any call gets one of its own, and is not taken. */
function calls<T>(items: readonly Queued<T>[]): Entry<T>[][] {
  const all: Entry<T>[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const body = textOf(item.body);
    const entry = { item, body, bytes: Buffer.byteLength(body) };
    const last = all.at(-1);
    if (last && last.length < MESSAGES_A_CALL && bytes + entry.bytes <= BYTES_A_CALL) {
      last.push(entry);
      bytes += entry.bytes;
    } else {
      all.push([entry]);
      bytes = entry.bytes;
    }
  }
  return all;
}

/** SQS refuses two code points that JSON leaves unescaped; escaped they mean the same. */
function textOf(body: unknown): string {
  return JSON.stringify(body).replace(/[\uFFFE\uFFFF]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}

function request<T>({ item, body }: Entry<T>, index: number, fifo: boolean): SendMessageBatchRequestEntry {
  return {
    Id: String(index),
    MessageBody: body,
    MessageGroupId: item.group,
    ...(fifo ? { MessageDeduplicationId: item.deduplicationId } : { DelaySeconds: item.delaySeconds }),
  };
}
