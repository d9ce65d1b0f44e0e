// One event source mapping: takes batches from a queue, passes them to the function and deletes what it did not
// report as failed. Failed messages stay in flight until their visibility ends, as on Lambda.

import type { CloudClock } from '../clock.ts';
import type { Idle } from '../idle.ts';
import type { ClockedQueue } from '../queues/clocked-queue.ts';
import type { QueueResolver, ReceivedMessage } from '../queues/fauxqs-classes.ts';
import type { MappingSpec } from '../template/inventory.ts';
import { listAt, objectAt, parseJson, textAt } from '../template/json.ts';
import type { Fleet } from './fleet.ts';
import type { Outcome } from './protocol.ts';

export interface EventSourceOptions {
  mapping: MappingSpec;
  queue: ClockedQueue;
  fleet: Fleet;
  idle: Idle;
  clock: CloudClock;
  region: string;
  resolveQueue: QueueResolver;
  concurrencyMax: number;
}

/** A redelivery this near counts as work in progress; a later one counts as a delayed message that is not due. */
const NEAR_REDELIVERY_MS = 30_000;
/** One receive call returns ten messages at most. */
const RECEIVE_MAX = 10;

export class EventSource {
  #options: EventSourceOptions;
  #running = 0;
  #owned = new Set<string>();
  #window: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: EventSourceOptions) {
    this.#options = options;
    const { queue, idle } = options;
    queue.onAvailable.push(() => this.#look());
    idle.onHurry(() => this.#look());
    idle.ask(() => this.#pending());
    this.#look();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#window);
  }

  #pending(): string[] {
    const { queue, clock } = this.#options;
    if (queue.readyCount(1) > 0) {
      this.#look();
      return [`messages in ${queue.name}`];
    }
    if (clock.frozen) return [];
    const near = queue.waitingAgain(this.#owned).some((due) => due - clock.now() <= NEAR_REDELIVERY_MS);
    return near ? [`redelivery in ${queue.name}`] : [];
  }

  #look(): void {
    const { queue, mapping, idle, concurrencyMax } = this.#options;
    for (;;) {
      const ready = queue.readyCount(mapping.windowSeconds > 0 ? mapping.batchSize : 1);
      if (this.#stopped || ready === 0 || this.#running >= concurrencyMax) return;
      if (mapping.windowSeconds > 0 && ready < mapping.batchSize && !idle.hurried) {
        this.#window ??= setTimeout(() => this.#closeWindow(), mapping.windowSeconds * 1000);
        return;
      }
      this.#start();
    }
  }

  #closeWindow(): void {
    this.#window = undefined;
    if (!this.#stopped && this.#options.queue.readyCount(1) > 0) this.#start();
    this.#look();
  }

  #start(): void {
    clearTimeout(this.#window);
    this.#window = undefined;
    const batch = this.#takeBatch();
    if (batch.length === 0) return;
    this.#running += 1;
    void this.#handle(batch).finally(() => {
      this.#running -= 1;
      this.#look();
    });
  }

  #takeBatch(): ReceivedMessage[] {
    const { queue, mapping, resolveQueue } = this.#options;
    const batch: ReceivedMessage[] = [];
    while (batch.length < mapping.batchSize) {
      const taken = queue.dequeue(
        Math.min(RECEIVE_MAX, mapping.batchSize - batch.length),
        undefined,
        resolveQueue,
      );
      if (taken.length === 0) break;
      batch.push(...taken);
    }
    return batch;
  }

  async #handle(batch: ReceivedMessage[]): Promise<void> {
    const { fleet, mapping, queue } = this.#options;
    const records = batch.map((message) => this.#record(message));
    for (const { ReceiptHandle } of batch) this.#owned.add(ReceiptHandle);
    const outcome = await fleet.invoke(mapping.functionArn, { Records: records });
    const kept = this.#keptIds(outcome, batch);
    for (const { MessageId, ReceiptHandle } of batch) {
      this.#owned.delete(ReceiptHandle);
      if (!kept.has(MessageId)) queue.deleteMessage(ReceiptHandle);
    }
  }

  /** The messages that stay in the queue; a response that is not a list of failures fails the batch, as on Lambda. */
  #keptIds(outcome: Outcome, batch: ReceivedMessage[]): Set<string> {
    const all = new Set(batch.map(({ MessageId }) => MessageId));
    if (!outcome.ok) return all;
    if (!this.#options.mapping.reportsItemFailures || outcome.payload === undefined) return new Set();
    const failures = listAt(objectAt(parseJson(outcome.payload)).batchItemFailures);
    const ids = failures.map((failure) => textAt(objectAt(failure).itemIdentifier) ?? '');
    return ids.every((id) => all.has(id)) ? new Set(ids) : all;
  }

  #record(message: ReceivedMessage): object {
    const { queue, region } = this.#options;
    const stored = queue.inflightMessages.get(message.ReceiptHandle)?.message;
    return {
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: {
        ApproximateReceiveCount: String(stored?.approximateReceiveCount ?? 1),
        SentTimestamp: String(Math.floor(stored?.sentTimestamp ?? 0)),
        SenderId: '000000000000',
        ApproximateFirstReceiveTimestamp: String(Math.floor(stored?.approximateFirstReceiveTimestamp ?? 0)),
        ...(stored?.sequenceNumber === undefined ? {} : { SequenceNumber: stored.sequenceNumber }),
        ...(stored?.messageGroupId === undefined ? {} : { MessageGroupId: stored.messageGroupId }),
        ...(stored?.messageDeduplicationId === undefined
          ? {}
          : { MessageDeduplicationId: stored.messageDeduplicationId }),
      },
      messageAttributes: Object.fromEntries(
        Object.entries(message.MessageAttributes ?? {}).map(
          ([name, { DataType, StringValue, BinaryValue }]) => [
            name,
            {
              dataType: DataType,
              stringValue: StringValue,
              binaryValue: BinaryValue,
              stringListValues: [],
              binaryListValues: [],
            },
          ],
        ),
      ),
      md5OfBody: message.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: queue.arn,
      awsRegion: region,
    };
  }
}
