/**
 * A queue in memory that behaves as SQS does where it matters: at least once, FIFO by group with one receive of a
 * group in flight, redelivery in order, deduplication for five minutes, delays of standard queues. Time is an
 * argument.
 */
import type { Queue, Queued } from '../../ports/queue.ts';

export interface Received<T> {
  /** The same at each receive. */
  messageId: string;
  /** Needed to delete or release it; new with every receive. */
  receipt: string;
  body: T;
  group?: string;
  receiveCount: number;
}

export interface InMemoryQueue<T> extends Queue<T> {
  /** Up to `max` visible messages; each is hidden for `visibilityMs` unless deleted. */
  receive(max: number, visibilityMs: number): Received<T>[];
  /** A receipt of an earlier receive deletes nothing. */
  delete(receipt: string): void;
  /** Makes it visible again after this many milliseconds. */
  release(receipt: string, afterMs: number): void;
  /** All messages that are not deleted, hidden or visible. */
  size(): number;
  /** When the next hidden or delayed message becomes visible; undefined where none is. */
  nextAt(): number | undefined;
}

interface Stored {
  id: string;
  text: string;
  group?: string;
  visibleAt: number;
  receiveCount: number;
  /** Of the latest receive. */
  receipt?: string;
}

const DEDUPLICATION_MS = 5 * 60_000;

export function inMemoryQueue<T>(clock: () => number, fifo: boolean): InMemoryQueue<T> {
  let messages: Stored[] = [];
  const taken = new Map<string, number>();
  let ids = 0;
  let receipts = 0;

  const isDuplicate = (id: string | undefined): boolean => {
    if (!fifo || id === undefined) return false;
    const at = taken.get(id);
    if (at !== undefined && clock() - at < DEDUPLICATION_MS) return true;
    taken.set(id, clock());
    return false;
  };
  const find = (receipt: string): Stored | undefined =>
    messages.find((message) => message.receipt === receipt);

  return {
    async put(items: readonly Queued<T>[]) {
      for (const { body, group, deduplicationId, delaySeconds = 0 } of items) {
        if (isDuplicate(deduplicationId)) continue;
        const visibleAt = clock() + (fifo ? 0 : delaySeconds * 1000);
        ids += 1;
        messages.push({ id: `m${ids}`, text: JSON.stringify(body), group, visibleAt, receiveCount: 0 });
      }
      return [];
    },
    receive(max, visibilityMs) {
      const now = clock();
      // A group with a hidden message gives none: a later message would overtake it.
      const busy = new Set(fifo ? messages.filter((m) => m.visibleAt > now).map((m) => m.group) : []);
      const free = messages
        .filter((m) => m.visibleAt <= now && !busy.has(fifo ? m.group : undefined))
        .slice(0, max);
      return free.map((message) => {
        receipts += 1;
        message.receipt = `r${receipts}`;
        message.visibleAt = now + visibilityMs;
        message.receiveCount += 1;
        const { id: messageId, receipt, text, group, receiveCount } = message;
        return { messageId, receipt, body: JSON.parse(text) as T, group, receiveCount };
      });
    },
    delete(receipt) {
      messages = messages.filter((message) => message.receipt !== receipt);
    },
    release(receipt, afterMs) {
      const message = find(receipt);
      if (message) message.visibleAt = clock() + afterMs;
    },
    size: () => messages.length,
    nextAt() {
      const hidden = messages.filter((m) => m.visibleAt > clock()).map((m) => m.visibleAt);
      return hidden.length > 0 ? Math.min(...hidden) : undefined;
    },
  };
}
