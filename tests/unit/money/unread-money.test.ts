// Refunds and corrections of an order: never more than the order, never in another currency, and what is left over is shown.
import { beforeEach, describe, expect, test } from 'vitest';
import { inMemoryMoneyStore } from '../../../lib/adapters/in-memory/money-store.ts';
import { readWindow } from '../../../lib/application/money/money-window.ts';
import { projectFacts } from '../../../lib/application/money/project-facts.ts';
import { revenueByStep } from '../../../lib/application/money/revenue-by-step.ts';
import { roiReport } from '../../../lib/application/money/roi-report.ts';
import type { ModelName } from '../../../lib/domain/attribution/models.ts';
import type { MoneyStore } from '../../../lib/ports/money-store.ts';
import type { ConversionFact, CorrectionFact, Fact, RefundFact } from '../../../schemas/facts.ts';
import { moneyProgram } from '../../support/program.ts';

const NOON = Date.parse('2026-11-20T11:00:00Z');
const DAY = { from: '2026-11-20', to: '2026-11-20' };
const EUROS = 1_000_000;
const about = { profile: `u-${'x'.repeat(22)}`, at: NOON };

let store: MoneyStore;
let accepted = NOON;
beforeEach(() => {
  store = inMemoryMoneyStore();
});
const next = () => {
  accepted += 1;
  return { ...about, acceptedAt: accepted };
};
const order = (euros: number | undefined, more: object = {}): ConversionFact => ({
  ...{ type: 'conversion', orderId: 'o', eventId: `e${accepted}`, index: 0, ...next() },
  ...(euros === undefined ? {} : { revenue: euros * EUROS }),
  currency: 'USD',
  touchpoints: [{ at: NOON - 1, channel: 'sms', kind: 'click' }],
  ...more,
});
const refund = (euros?: number, more: object = {}): RefundFact => ({
  ...{ type: 'refund', orderId: 'o', refundId: `r${accepted}`, ...next() },
  ...(euros === undefined ? {} : { amount: euros * EUROS }),
  ...more,
});
const correction = (euros: number, more: object = {}): CorrectionFact => ({
  ...{ type: 'correction', orderId: 'o', eventId: `c${accepted}`, index: 0, ...next() },
  revenue: euros * EUROS,
  ...more,
});

/** In dollars, which is the currency of the orders here and has no rate where it must not be converted. */
const program = moneyProgram({
  currency: 'USD',
  rates: [{ currency: 'EUR', from: '2020-01-01', rate: '1.1' }],
});

async function books(facts: readonly Fact[], model: ModelName = 'last') {
  expect((await projectFacts(store, facts, 'Europe/Berlin')).size).toBe(0);
  const { totals, rows, unread, unattributed } = await roiReport(store, program, { ...DAY, model });
  const sms = rows.find(({ channel }) => channel === 'sms')?.revenue.amount;
  expect(rows.map(({ channel }) => channel)).toEqual(['email', 'sms']);
  return { orders: totals.orders, refunds: totals.refunds, sms, unread, unattributed };
}
const usd = (amount: string) => ({ amount, currency: 'USD' });
const reasons = ({ unread }: Awaited<ReturnType<typeof books>>) =>
  unread.events.map(({ reason, count, amounts }) => [reason, count, ...amounts.map(({ amount }) => amount)]);

describe('a refund', () => {
  test('without an amount is of what is left of its order, once', async () => {
    const found = await books([order(100), refund(30), refund(), refund()]);
    expect(found.refunds).toEqual({ count: 2, amount: usd('100.00') });
    expect(found.sms).toBe('0.00');
    expect(found.unread.count).toBe(0);
  });

  test('without a currency is in that of its order', async () => {
    expect((await books([order(100), refund(30)])).refunds.amount).toEqual(usd('30.00'));
  });

  test.each(['last', 'linear'] as const)(
    'above its order is booked up to it, and the rest is shown, by %s',
    async (model) => {
      const found = await books([order(100), refund(70), refund(50), refund(5)], model);
      expect(found.refunds).toEqual({ count: 2, amount: usd('100.00') });
      expect(found.sms).toBe('0.00');
      expect(reasons(found)).toEqual([['above-order', 2, '25.00']]);
    },
  );

  test('in another currency than its order is booked in its own, and never compared', async () => {
    const found = await books([order(100), refund(20, { currency: 'EUR' }), refund()]);
    expect(found.refunds).toEqual({ count: 2, amount: usd('122.00') });
  });

  test('of an order that is not known is shown, and booked where it says all', async () => {
    const found = await books([refund(30, { currency: 'USD' }), refund(), refund(7)]);
    expect(found.unattributed.revenue).toEqual(usd('-30.00'));
    expect(reasons(found)).toEqual([['unknown-order', 3, '30.00']]);
    const known = await books([order(100)]);
    expect(known.refunds.amount).toEqual(usd('100.00'));
    expect(reasons(known)).toEqual([['above-order', 1, '7.00']]);
  });

  test('counts once however often and in whatever order the facts arrive', async () => {
    const facts = [order(100), refund(70), refund(), correction(80), refund(1)];
    const forwards = await books(facts);
    store = inMemoryMoneyStore();
    expect(await books([...facts.toReversed(), ...facts])).toEqual(forwards);
    expect(forwards.refunds.amount).toEqual(usd('80.00'));
    expect(reasons(forwards)).toEqual([['above-order', 1, '1.00']]);
  });
});

describe('a correction', () => {
  test('replaces the amount, keeps the day and the touches, and counts once', async () => {
    const found = await books([order(100), correction(80)]);
    expect(found.orders).toEqual({ count: 1, amount: usd('80.00') });
    expect(found.sms).toBe('80.00');
  });

  test('without a currency is in that of its order, also where the order is sent again', async () => {
    expect((await books([order(100), correction(80)])).orders.amount).toEqual(usd('80.00'));
    expect((await books([order(60, { currency: 'EUR', assumed: true })])).orders.amount).toEqual(
      usd('60.00'),
    );
  });

  test('that names the currency that the order left out settles it', async () => {
    const found = await books([
      order(100, { currency: 'EUR', assumed: true }),
      correction(90, { currency: 'USD' }),
    ]);
    expect(found.orders.amount).toEqual(usd('90.00'));
  });

  test('of an order that is not known waits for it', async () => {
    expect(reasons(await books([correction(80, { currency: 'USD' })]))).toEqual([
      ['unknown-order', 1, '80.00'],
    ]);
    const found = await books([order(undefined)]);
    expect(found.orders).toEqual({ count: 1, amount: usd('80.00') });
    expect(found.unread.count).toBe(0);
  });
});

test('an order without an amount is shown until its amount comes', async () => {
  const open = await books([order(undefined), refund(5)]);
  expect(open.orders.count).toBe(0);
  expect(reasons(open)).toEqual([
    ['no-amount', 1],
    ['above-order', 1],
  ]);
  const found = await books([order(40)]);
  expect(found.orders).toEqual({ count: 1, amount: usd('40.00') });
  expect(found.refunds.amount).toEqual(usd('5.00'));
  expect(found.unread.count).toBe(0);
});

test('what is unread stands in the report by step too, and the guard counts none of it', async () => {
  await books([order(100), refund(130)]);
  const { unread, totals } = await revenueByStep(store, program, { ...DAY, model: 'position' });
  expect(unread.events).toMatchObject([{ reason: 'above-order', count: 1, amounts: [usd('30.00')] }]);
  expect(totals.revenue).toEqual(usd('0.00'));
  const { channels } = await readWindow(store, program, 'last', {
    lengthMs: 86_400_000,
    to: NOON + 3_600_000,
  });
  expect([...channels.keys()]).toEqual(['sms']);
});

test('a refund that an earlier release booked above its order is cut to it with the next fact of the order', async () => {
  const place = { day: '2026-11-20', hour: '12', slot: '00' };
  const conversion = {
    eventId: 'e',
    acceptedAt: 1,
    index: 0,
    revenue: 10 * EUROS,
    currency: 'USD',
    path: [],
    place,
  };
  const stored = { id: 'r', acceptedAt: 2, at: NOON, amount: 15 * EUROS, currency: 'USD', place };
  const touched = ['2026-11-20/12/00/~unattributed'];
  await store.putOrder('o', 0, { conversion, refunds: [stored], touched, listed: true });
  const found = await books([refund(1)]);
  expect(found.refunds.amount).toEqual(usd('10.00'));
  expect(reasons(found)).toEqual([['above-order', 2, '6.00']]);
});
