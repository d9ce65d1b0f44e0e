// A corrected fauxqs queue: it uses the cloud's clock, hands out several messages of one group in one call, and
// returns messages to their place.
//
// Invariants
//   - messages of one group are handed out in sequence order, also after a redelivery or a visibility timeout.
//   - while a message of a group is in flight no other call gets one of that group.
//   - everything that waits has a timer on the clock: a delayed message and a visibility timeout fall due by
//     themselves.

import type { CloudClock } from '../clock.ts';
import { type QueueResolver, type ReceivedMessage, type SqsMessage, SqsQueue } from './fauxqs-classes.ts';

const DEDUPLICATION_MS = 5 * 60_000;
/** Joins group and deduplication id while a queue deduplicates per group; no SQS id may contain it. */
export const GROUP_SEPARATOR = '\u0000';

type Deduplication = Map<string, { at: number; messageId: string; sequenceNumber: string }>;

const bySequence = (a: SqsMessage, b: SqsMessage) =>
  (a.sequenceNumber ?? '') < (b.sequenceNumber ?? '') ? -1 : 1;

interface QueueAbout {
  name: string;
  url: string;
  arn: string;
  attributes: Record<string, string>;
}

export class ClockedQueue extends SqsQueue {
  readonly #clock: CloudClock;
  /** Called whenever messages may have become available. */
  onAvailable: (() => void)[] = [];
  #seen: Deduplication = new Map();
  #known = new WeakSet<SqsMessage>();
  #deadlines = new Map<string, () => void>();

  constructor(clock: CloudClock, { name, url, arn, attributes }: QueueAbout) {
    super(name, url, arn, attributes);
    this.#clock = clock;
  }

  /** A queue without a redrive policy is where others give up. */
  holds(): { name: string; deadLetters: boolean; messages: number } {
    const messages = [
      this.messages,
      this.delayedMessages,
      ...this.fifoMessages.values(),
      ...this.fifoDelayed.values(),
    ]
      .map(({ length }) => length)
      .reduce((sum, count) => sum + count, this.inflightMessages.size);
    return { name: this.name, deadLetters: this.attributes.RedrivePolicy === undefined, messages };
  }

  /** A message made by fauxqs carries real times; one that moves to a DLQ already uses the cloud's clock. */
  override enqueue(message: SqsMessage): void {
    if (!this.#known.has(message)) {
      const delay = message.delayUntil === undefined ? 0 : message.delayUntil - message.sentTimestamp;
      message.sentTimestamp = this.#clock.now();
      message.delayUntil = delay > 0 ? message.sentTimestamp + delay : undefined;
      message.messageDeduplicationId = message.messageDeduplicationId?.split(GROUP_SEPARATOR).at(-1);
    }
    this.#known.add(message);
    if (message.delayUntil !== undefined && message.delayUntil > this.#clock.now()) {
      this.#delay(message, message.delayUntil);
      return;
    }
    this.#makeReady(message);
    this.notifyWaiters();
  }

  override dequeue(countMax: number, visibility: number | undefined, dlq?: QueueResolver): ReceivedMessage[] {
    const seconds = visibility ?? Number(this.attributes.VisibilityTimeout);
    const limit = Math.min(countMax, 10);
    const taken = this.isFifo() ? this.#takeFifo(limit, dlq) : this.#takeStandard(limit, dlq);
    return taken.map((message) => this.#handOut(message, seconds));
  }

  #takeStandard(limit: number, dlq: QueueResolver | undefined): SqsMessage[] {
    const taken: SqsMessage[] = [];
    while (taken.length < limit) {
      const message = this.messages.shift();
      if (message === undefined) break;
      if (!this.#deadLettered(message, dlq)) taken.push(message);
    }
    return taken;
  }

  #takeFifo(limit: number, dlq: QueueResolver | undefined): SqsMessage[] {
    const taken: SqsMessage[] = [];
    for (const [group, waiting] of this.fifoMessages) {
      if (taken.length >= limit) break;
      if (this.fifoLockedGroups.has(group)) continue;
      while (taken.length < limit) {
        const message = waiting.shift();
        if (message === undefined) break;
        if (this.#deadLettered(message, dlq)) continue;
        taken.push(message);
        this.fifoLockedGroups.set(group, (this.fifoLockedGroups.get(group) ?? 0) + 1);
      }
      if (waiting.length === 0) this.fifoMessages.delete(group);
    }
    return taken;
  }

  /** Counts a receive; past the redrive policy's maximum the message goes to the dead-letter queue instead. */
  #deadLettered(message: SqsMessage, dlq: QueueResolver | undefined): boolean {
    message.approximateReceiveCount += 1;
    message.approximateFirstReceiveTimestamp ??= this.#clock.now();
    const policy = this.attributes.RedrivePolicy;
    if (policy === undefined || dlq === undefined) return false;
    const { maxReceiveCount, deadLetterTargetArn } = JSON.parse(policy);
    if (message.approximateReceiveCount <= Number(maxReceiveCount)) return false;
    const deadLetters = dlq(String(deadLetterTargetArn));
    deadLetters?.enqueue({ ...message, delayUntil: undefined });
    return deadLetters !== undefined;
  }

  #handOut(message: SqsMessage, seconds: number): ReceivedMessage {
    const receiptHandle = crypto.randomUUID();
    const visibilityDeadline = this.#clock.now() + seconds * 1000;
    this.inflightMessages.set(receiptHandle, { message, receiptHandle, visibilityDeadline });
    this.#watch(receiptHandle, visibilityDeadline);
    return {
      MessageId: message.messageId,
      ReceiptHandle: receiptHandle,
      MD5OfBody: message.md5OfBody,
      Body: message.body,
      ...(message.md5OfMessageAttributes ? { MD5OfMessageAttributes: message.md5OfMessageAttributes } : {}),
      ...(Object.keys(message.messageAttributes).length > 0
        ? { MessageAttributes: message.messageAttributes }
        : {}),
    };
  }

  override deleteMessage(receiptHandle: string): boolean {
    this.#forget(receiptHandle);
    const deleted = super.deleteMessage(receiptHandle);
    if (deleted && this.readyCount(1) > 0) this.notifyWaiters();
    return deleted;
  }

  override changeVisibility(receiptHandle: string, timeoutSeconds: number): void {
    const entry = this.inflightMessages.get(receiptHandle);
    if (entry === undefined) return;
    this.#forget(receiptHandle);
    entry.visibilityDeadline = this.#clock.now() + timeoutSeconds * 1000;
    if (timeoutSeconds === 0) this.#comeBack(receiptHandle);
    else this.#watch(receiptHandle, entry.visibilityDeadline);
  }

  #watch(receiptHandle: string, deadline: number): void {
    this.#deadlines.set(
      receiptHandle,
      this.#clock.at(deadline, () => this.#comeBack(receiptHandle)),
    );
  }

  #forget(receiptHandle: string): void {
    this.#deadlines.get(receiptHandle)?.();
    this.#deadlines.delete(receiptHandle);
  }

  #comeBack(receiptHandle: string): void {
    const message = this.inflightMessages.get(receiptHandle)?.message;
    this.#deadlines.delete(receiptHandle);
    this.inflightMessages.delete(receiptHandle);
    if (message === undefined) return;
    this.#unlock(message);
    this.#makeReady(message);
    this.notifyWaiters();
  }

  /** Nothing to do: every wait has its own timer on the clock. */
  override processTimers(): void {}

  #delay(message: SqsMessage, due: number): void {
    const group = message.messageGroupId ?? '';
    const waiting = this.isFifo() ? (this.fifoDelayed.get(group) ?? []) : this.delayedMessages;
    if (this.isFifo()) this.fifoDelayed.set(group, waiting);
    waiting.push(message);
    this.#clock.at(due, () => {
      const index = waiting.indexOf(message);
      if (index < 0) return;
      waiting.splice(index, 1);
      if (this.isFifo() && waiting.length === 0) this.fifoDelayed.delete(group);
      this.#makeReady(message);
      this.notifyWaiters();
    });
  }

  override purge(): void {
    for (const forget of this.#deadlines.values()) forget();
    this.#deadlines.clear();
    for (const waiting of [this.delayedMessages, ...this.fifoDelayed.values()]) waiting.length = 0;
    super.purge();
  }

  #makeReady(message: SqsMessage): void {
    if (!this.isFifo()) {
      this.messages.push(message);
      return;
    }
    const group = message.messageGroupId ?? '';
    const waiting = this.fifoMessages.get(group) ?? [];
    const last = waiting.at(-1);
    waiting.push(message);
    if (last !== undefined && bySequence(last, message) > 0) waiting.sort(bySequence);
    this.fifoMessages.set(group, waiting);
  }

  #unlock(message: SqsMessage): void {
    const group = message.messageGroupId;
    if (group === undefined) return;
    const left = (this.fifoLockedGroups.get(group) ?? 1) - 1;
    if (left <= 0) this.fifoLockedGroups.delete(group);
    else this.fifoLockedGroups.set(group, left);
  }

  /** How many messages a receive could get now; it stops counting at `enough`. */
  readyCount(enough = Number.POSITIVE_INFINITY): number {
    if (!this.isFifo()) return this.messages.length;
    let count = 0;
    for (const [group, waiting] of this.fifoMessages) {
      if (!this.fifoLockedGroups.has(group)) count += waiting.length;
      if (count >= enough) break;
    }
    return count;
  }

  /** When messages in flight become visible again, except those that are being worked on. */
  waitingAgain(owned: ReadonlySet<string>): number[] {
    return [...this.inflightMessages.values()]
      .filter((entry) => !owned.has(entry.receiptHandle))
      .map((entry) => entry.visibilityDeadline);
  }

  override notifyWaiters(): void {
    super.notifyWaiters();
    for (const listener of this.onAvailable) listener();
  }

  /** The clock's timers replace its polling by real time. */
  override startPollTimerIfNeeded(): void {}

  override checkDeduplication(id: string) {
    const seen = this.#seen.get(id);
    if (seen === undefined || seen.at + DEDUPLICATION_MS <= this.#clock.now()) return { isDuplicate: false };
    return {
      isDuplicate: true,
      originalMessageId: seen.messageId,
      originalSequenceNumber: seen.sequenceNumber,
    };
  }

  override recordDeduplication(id: string, messageId: string, sequenceNumber: string): void {
    const now = this.#clock.now();
    this.#seen.delete(id);
    this.#seen.set(id, { at: now, messageId, sequenceNumber });
    for (const [old, { at }] of this.#seen) {
      if (at + DEDUPLICATION_MS > now) break;
      this.#seen.delete(old);
    }
  }
}
