import { beforeEach, expect, test } from 'vitest';
import { inMemoryMoneyStore } from '../../../lib/adapters/in-memory/money-store.ts';
import { projectFacts } from '../../../lib/application/money/project-facts.ts';
import { revenueByStep } from '../../../lib/application/money/revenue-by-step.ts';
import type { ModelName } from '../../../lib/domain/attribution/models.ts';
import type { MoneyStore } from '../../../lib/ports/money-store.ts';
import type { ConversionFact, Fact, Touchpoint } from '../../../schemas/facts.ts';
import { moneyProgram } from '../../support/program.ts';

const NOON = Date.parse('2026-11-20T11:00:00Z');
const DAY = 86_400_000;
const profile = `u-${'x'.repeat(22)}`;
const touch = (channel: string, journey?: string, step?: string): Touchpoint => ({
  at: NOON - 3_600_000,
  channel,
  kind: 'click',
  ...(journey && { journey }),
  ...(step && { step }),
});
const order = (orderId: string, euros: number, touchpoints: Touchpoint[], more = {}): ConversionFact => ({
  ...{ type: 'conversion', orderId, eventId: `e-${orderId}`, profile, at: NOON, acceptedAt: NOON, index: 0 },
  ...{ revenue: euros * 1_000_000, currency: 'EUR', touchpoints },
  ...more,
});
const refund = (orderId: string, euros: number, at = NOON): Fact => ({
  ...{ type: 'refund', orderId, refundId: `r-${orderId}`, profile, at, acceptedAt: at },
  ...{ amount: euros * 1_000_000, currency: 'EUR' },
});
const eur = (amount: string) => ({ amount, currency: 'EUR' });

let store: MoneyStore;
const program = moneyProgram({ rates: [{ currency: 'GBP', from: '2026-11-01', rate: '1.2' }] });
const project = async (...facts: Fact[]) =>
  expect(await projectFacts(store, facts, 'Europe/Berlin')).toEqual(new Map());
const report = (model: ModelName = 'last', from = '2026-11-01', to = '2026-11-30') =>
  revenueByStep(store, program, { from, to, model });
beforeEach(() => {
  store = inMemoryMoneyStore();
});

const welcome = touch('email', 'welcome', 'hello');
const cart = touch('email', 'cart', 'remind');
const cartSms = touch('sms', 'cart', 'text');

test('steps share the orders they led to, net of refunds; touches outside journeys are rows of their channel', async () => {
  await project(
    order('1', 100, [welcome, cart, cartSms]),
    order('2', 50, [touch('ads')]),
    order('3', 7, []),
    refund('1', 10),
    refund('unknown', 2),
  );
  expect(await report('position')).toEqual({
    model: 'position',
    from: '2026-11-01',
    to: '2026-11-30',
    currency: 'EUR',
    rows: [
      { journey: 'cart', step: 'remind', channel: 'email', revenue: eur('36.00'), conversions: 0.4 },
      { journey: 'cart', step: 'text', channel: 'sms', revenue: eur('27.00'), conversions: 0.3 },
      { journey: 'welcome', step: 'hello', channel: 'email', revenue: eur('27.00'), conversions: 0.3 },
      { journey: null, step: null, channel: 'ads', revenue: eur('50.00'), conversions: 1 },
    ],
    totals: { revenue: eur('145.00'), conversions: 3 },
    unattributed: { revenue: eur('5.00'), conversions: 1 },
    unconverted: [],
    unread: {
      count: 1,
      events: [{ reason: 'unknown-order', count: 1, amounts: [eur('2.00')], detail: expect.any(String) }],
    },
  });
});

test('every model adds up to the same revenue', async () => {
  await project(order('1', 100, [welcome, cart, cartSms]), refund('1', 1));
  const first = await report('first');
  expect(first.rows.map(({ step, revenue }) => [step, revenue.amount])).toEqual([['hello', '99.00']]);
  const linear = await report('linear');
  expect(linear.rows.map(({ revenue }) => revenue.amount)).toEqual(['33.00', '33.00', '33.00']);
  expect([first.totals, linear.totals]).toEqual([
    { revenue: eur('99.00'), conversions: 1 },
    { revenue: eur('99.00'), conversions: 1 },
  ]);
});

test('an order counts on its day and a refund on its own, in a period of more days than are read at once', async () => {
  await project(
    order('1', 100, [cart]),
    refund('1', 10, NOON + 20 * DAY),
    order('2', 5, [cart], { at: NOON - 19 * DAY }),
  );
  const revenue = async (from: string, to: string) => (await report('last', from, to)).totals.revenue.amount;
  expect(await revenue('2026-11-20', '2026-11-20')).toBe('100.00');
  expect(await revenue('2026-12-10', '2026-12-10')).toBe('-10.00');
  expect(await revenue('2026-11-01', '2026-12-10')).toBe('95.00');
  expect(await revenue('2026-11-02', '2026-11-19')).toBe('0.00');
});

test('other currencies are converted by their rate; amounts without a rate stay separate', async () => {
  await project(order('1', 10, [cart], { currency: 'GBP' }), order('2', 10, [cart], { currency: 'CHF' }));
  const { rows, unconverted } = await report();
  expect(rows).toEqual([
    { journey: 'cart', step: 'remind', channel: 'email', revenue: eur('12.00'), conversions: 2 },
  ]);
  expect(unconverted).toEqual([{ currency: 'CHF', revenue: { amount: '10.00', currency: 'CHF' } }]);
});
