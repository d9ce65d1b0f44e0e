// The builders of lib/wiring: a missing part does not compile, and failures are logged.
import type { SQSEvent } from 'aws-lambda';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { inMemoryBudgetStore } from '../../lib/adapters/in-memory/budget-store.ts';
import { inMemoryLog } from '../../lib/adapters/in-memory/log.ts';
import { inMemoryMoneyStore } from '../../lib/adapters/in-memory/money-store.ts';
import { inMemoryProgramStore } from '../../lib/adapters/in-memory/program-store.ts';
import { inMemoryQueue } from '../../lib/adapters/in-memory/queue.ts';
import { onQueue } from '../../lib/adapters/sqs/batch.ts';
import type { Delivered } from '../../lib/ports/queue.ts';
import type { BudgetParts, SettleParts } from '../../lib/wiring/budget.ts';
import type { CommitParts } from '../../lib/wiring/commit.ts';
import { type GuardParts, guard } from '../../lib/wiring/guard.ts';
import type { MoneyParts } from '../../lib/wiring/money.ts';
import type { OperateParts } from '../../lib/wiring/operate.ts';
import { type ReceiptParts, recordReceipts } from '../../lib/wiring/receipts.ts';
import type { RecipientParts } from '../../lib/wiring/recipients.ts';
import type { SendParts } from '../../lib/wiring/send.ts';
import { deliverTimers, type SweepParts } from '../../lib/wiring/wakes.ts';
import type { Envelope } from '../../schemas/mailbox.ts';
import { START as NOW, program } from '../support/budget-world.ts';

const PROFILE = `u-${'x'.repeat(22)}`;

/** The parts that a caller may omit. */
type Optional<T> = {
  [K in keyof T]-?: undefined extends T[K] ? (T extends Record<K, T[K]> ? never : K) : never;
}[keyof T];

it('no builder has an optional part', () => {
  expectTypeOf<Optional<{ a: 1; b?: 1; c: undefined }>>().toEqualTypeOf<'b'>();
  expectTypeOf<Optional<CommitParts>>().toBeNever();
  expectTypeOf<Optional<SendParts>>().toBeNever();
  expectTypeOf<Optional<ReceiptParts>>().toBeNever();
  expectTypeOf<Optional<RecipientParts>>().toBeNever();
  expectTypeOf<Optional<MoneyParts>>().toBeNever();
  expectTypeOf<Optional<BudgetParts>>().toBeNever();
  expectTypeOf<Optional<SettleParts>>().toBeNever();
  expectTypeOf<Optional<GuardParts>>().toBeNever();
  expectTypeOf<Optional<SweepParts>>().toBeNever();
  expectTypeOf<Optional<OperateParts>>().toBeNever();
});

const delivered = (messageId: string, body: string): Delivered => ({
  ...{ messageId, body, receiptHandle: messageId },
  ...{ group: '', receiveCount: 1 },
});

describe('timers', () => {
  it('that cannot be read are named and redelivered; the others become wakes', async () => {
    const log = inMemoryLog();
    const mailbox = inMemoryQueue<Envelope>(() => NOW, true);
    const handle = deliverTimers({ mailbox, log });
    const timer = JSON.stringify({ v: 1, profile: PROFILE, wakeAt: NOW });
    expect(await handle([delivered('a', '{'), delivered('b', timer), delivered('c', '{"v":2}')])).toEqual([
      'a',
      'c',
    ]);
    expect(mailbox.receive(10, 1).map(({ body }) => body.profile)).toEqual([PROFILE]);
    expect(log.lines).toEqual([
      { level: 'error', message: 'timers that cannot be read', fields: { messageIds: ['a', 'c'] } },
    ]);
  });
});

describe('receipts', () => {
  it('that cannot be read are logged and not redelivered', async () => {
    const log = inMemoryLog();
    const recorder = recordReceipts({ log } as unknown as ReceiptParts);
    await recorder.takeEvent({ id: 'e1', 'detail-type': 'Delivery', source: 7 });
    expect(log.lines).toMatchObject([
      { level: 'warn', message: 'a provider event that cannot be read', fields: { eventId: 'e1' } },
    ]);
  });
});

describe('the guard', () => {
  it('does nothing before the first publish, and afterwards fails if a budget failed', async () => {
    const log = inMemoryLog();
    const programs = inMemoryProgramStore();
    const broken = { ...inMemoryMoneyStore(), dayTotals: () => Promise.reject(new Error('no answer')) };
    const look = guard({
      programs,
      budgets: inMemoryBudgetStore(),
      money: broken,
      announcer: { publish: async () => undefined, notifyFinance: async () => undefined },
      apiUrl: 'https://api.example',
      clock: () => NOW,
      log,
    });
    await look();
    expect(log.lines).toEqual([]);
    await programs.publish(program(), {}, { number: 1, hash: 'h', publishedAt: NOW, by: 'test' }, 0);
    await expect(look()).rejects.toThrow('1 budgets could not be guarded');
    expect(log.lines).toMatchObject([
      { level: 'error', message: 'a budget was not guarded', fields: { budget: 'sms' } },
    ]);
  });
});

describe('a function fed by a queue', () => {
  const event = {
    Records: [
      {
        ...{ messageId: 'm1', receiptHandle: 'r1', body: '{}' },
        attributes: { ApproximateReceiveCount: '3', MessageGroupId: 'g' },
      },
      {
        ...{ messageId: 'm2', receiptHandle: 'r2', body: '[]' },
        attributes: { ApproximateReceiveCount: '1' },
      },
    ],
  } as unknown as SQSEvent;

  it('is wired once, at its first batch, and names what must be redelivered', async () => {
    const batches: (readonly Delivered[])[] = [];
    let wired = 0;
    const handler = onQueue(() => {
      wired += 1;
      return async (batch) => {
        batches.push(batch);
        return ['m2'];
      };
    });
    expect(wired).toBe(0);
    expect(await handler(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] });
    await handler(event);
    expect(wired).toBe(1);
    expect(batches[0]).toEqual([
      { messageId: 'm1', receiptHandle: 'r1', body: '{}', group: 'g', receiveCount: 3 },
      { messageId: 'm2', receiptHandle: 'r2', body: '[]', group: '', receiveCount: 1 },
    ]);
  });
});
