// One of our queues: puts messages and returns those that were not taken.
export interface Queued<T> {
  body: T;
  /** FIFO: ordering group and deduplication id. */
  group?: string;
  deduplicationId?: string;
  /** Standard queues only, 0 to 900. */
  delaySeconds?: number;
}

export interface Queue<T> {
  /**
   * Puts in the given order, in as few calls as fit; returns the items not taken (never throws for part of a batch).
   */
  put(items: readonly Queued<T>[]): Promise<Queued<T>[]>;
}

/** A message as its queue hands it out. */
export interface Delivered {
  /** The same at each redelivery. */
  messageId: string;
  /** Names this delivery; a redelivery has another. */
  receiptHandle: string;
  body: string;
  /** '' outside FIFO queues. */
  group: string;
  receiveCount: number;
}

/** Resolves to the ids of the messages that must be redelivered. */
export type HandleBatch = (batch: readonly Delivered[]) => Promise<string[]>;

/** The infrastructure refused or could not be reached: retry the same later. Nothing was decided. */
export class Unavailable extends Error {
  override name = 'Unavailable';
}

/** Makes failed messages visible again sooner than their visibility timeout would. */
export interface Redelivery {
  /** `receipts`: receipt handles; 0 to 43,200 seconds. An expired receipt is not an error. */
  retryIn(receipts: readonly string[], seconds: number): Promise<void>;
}

/** Throws Unavailable unless every message was taken. */
export async function putAll<T>(queue: Queue<T>, items: readonly Queued<T>[]): Promise<void> {
  if (items.length === 0) return;
  const left = await queue.put(items);
  if (left.length) throw new Unavailable(`a queue did not take ${left.length} of ${items.length} messages`);
}
