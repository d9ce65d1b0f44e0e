import { beforeEach, describe, expect, test } from 'vitest';
import { inMemoryMoneyStore } from '../../../lib/adapters/in-memory/money-store.ts';
import { projectFacts } from '../../../lib/application/money/project-facts.ts';
import { receiveFacts } from '../../../lib/application/money/receive-facts.ts';
import { roiReport } from '../../../lib/application/money/roi-report.ts';
import type { ModelName } from '../../../lib/domain/attribution/models.ts';
import type { MoneyStore } from '../../../lib/ports/money-store.ts';
import type { Fact, Touchpoint } from '../../../schemas/facts.ts';
import { moneyProgram } from '../../support/program.ts';

const at = (text: string) => Date.parse(text);
const NOON = at('2026-11-20T11:00:00Z');
const profile = `u-${'x'.repeat(22)}`;
const touches = (...channels: string[]): Touchpoint[] =>
  channels.map((channel, i) => ({ at: NOON - 10_000 + i, channel, kind: 'click' }));
const order = (orderId: string, euros: number, channels: string[] = [], more = {}): Fact => ({
  type: 'conversion',
  orderId,
  eventId: `e-${orderId}`,
  profile,
  at: NOON,
  acceptedAt: NOON,
  index: 0,
  revenue: Math.round(euros * 1_000_000),
  currency: 'EUR',
  touchpoints: touches(...channels),
  ...more,
});
const refund = (orderId: string, refundId: string, euros: number, more = {}): Fact => ({
  type: 'refund',
  orderId,
  refundId,
  profile,
  at: NOON,
  acceptedAt: NOON,
  amount: Math.round(euros * 1_000_000),
  currency: 'EUR',
  ...more,
});
const spend = (date: string, channel: string, euros: number, more = {}): Fact => ({
  type: 'spend',
  date,
  channel,
  campaign: '',
  amount: Math.round(euros * 1_000_000),
  currency: 'EUR',
  impressions: 0,
  clicks: 0,
  acceptedAt: NOON,
  index: 0,
  ...more,
});
const send = (sendId: string, channel: string, euros: number, more = {}): Fact => ({
  type: 'send-cost',
  sendId,
  channel,
  at: NOON,
  amount: Math.round(euros * 1_000_000),
  currency: 'EUR',
  rev: 1,
  ...more,
});

describe('the report on return', () => {
  let store: MoneyStore;
  const program = moneyProgram({ rates: [{ currency: 'GBP', from: '2026-11-01', rate: '1.2' }] });
  const project = async (...facts: Fact[]) =>
    expect(await projectFacts(store, facts, 'Europe/Berlin')).toEqual(new Map());
  const report = (model: ModelName = 'last', from = '2026-11-01', to = '2026-11-30') =>
    roiReport(store, program, { from, to, model });
  beforeEach(() => {
    store = inMemoryMoneyStore();
  });

  test('has the shape of the contract, and a program channel without money has a row of zeros', async () => {
    await project(
      order('1', 300, ['email', 'sms']),
      order('2', 100),
      refund('1', 'r1', 30),
      send('s1', 'sms', 0.08),
      send('s2', 'sms', 0.08),
      spend('2026-11-20', 'ads', 90),
      order('3', 0, ['sms']),
    );
    const eur = (amount: string) => ({ amount, currency: 'EUR' });
    expect(await report()).toEqual({
      model: 'last',
      from: '2026-11-01',
      to: '2026-11-30',
      currency: 'EUR',
      rows: [
        { channel: 'ads', spend: eur('90.00'), revenue: eur('0.00'), roi: 0, conversions: 0, sends: 0 },
        { channel: 'email', spend: eur('0.00'), revenue: eur('0.00'), roi: null, conversions: 0, sends: 0 },
        { channel: 'sms', spend: eur('0.16'), revenue: eur('270.00'), roi: 1687.5, conversions: 2, sends: 2 },
      ],
      totals: {
        spend: eur('90.16'),
        revenue: eur('370.00'),
        roi: 4.103815,
        orders: { count: 3, amount: eur('400.00') },
        refunds: { count: 1, amount: eur('30.00') },
      },
      unattributed: { revenue: eur('100.00'), conversions: 1 },
      unconverted: [],
      unread: { count: 0, events: [] },
    });
  });

  test('position credits and debits 30/40/30, and its rows sum to the same total', async () => {
    await project(order('1', 100, ['email', 'sms', 'push']), refund('1', 'r1', 10));
    const { rows, totals } = await report('position');
    const credited = Object.fromEntries(
      rows.map((row) => [row.channel, [row.revenue.amount, row.conversions]]),
    );
    expect(credited).toEqual({ email: ['27.00', 0.3], sms: ['36.00', 0.4], push: ['27.00', 0.3] });
    expect([totals.orders.count, totals.refunds.count, totals.revenue.amount]).toEqual([1, 1, '90.00']);
  });

  test('one order_id is one order: day and touches of the earliest accepted, amount of the last, in any order', async () => {
    await project(order('1', 50, ['sms'], { acceptedAt: NOON + 5, eventId: 'late' }));
    await project(
      order('1', 70, ['email'], { acceptedAt: NOON + 1, eventId: 'early', at: at('2026-11-19T11:00:00Z') }),
    );
    expect((await report()).totals.orders.amount.amount).toBe('50.00');
    await project(order('1', 90, [], { acceptedAt: NOON + 9, eventId: 'later still' }));
    await project(order('1', 50, ['sms'], { acceptedAt: NOON + 5, eventId: 'late' }));
    const { rows, totals } = await report();
    expect(totals.orders).toEqual({ count: 1, amount: { amount: '90.00', currency: 'EUR' } });
    expect(rows.find((row) => row.channel === 'email')?.revenue.amount).toBe('90.00');
    expect((await report('last', '2026-11-20', '2026-11-20')).totals.orders.count).toBe(0);
  });

  test('a refund is booked on its own date and leaves the unattributed once its order is known', async () => {
    await project(refund('1', 'r1', 30, { at: at('2026-11-25T11:00:00Z') }));
    expect((await report()).unattributed.revenue.amount).toBe('-30.00');
    await project(order('1', 100, ['sms']));
    const { rows, unattributed } = await report();
    expect(unattributed.revenue.amount).toBe('0.00');
    expect(rows.find((row) => row.channel === 'sms')?.revenue.amount).toBe('70.00');
    expect((await report('last', '2026-11-25', '2026-11-25')).totals.revenue.amount).toBe('-30.00');
    expect((await report('last', '2026-11-20', '2026-11-20')).totals.revenue.amount).toBe('100.00');
  });

  test('a spend row replaces only one accepted earlier, by time and then by index in its request', async () => {
    await project(spend('2026-11-20', 'ads', 20, { acceptedAt: 5, index: 3 }));
    await project(
      spend('2026-11-20', 'ads', 99, { acceptedAt: 5, index: 2 }),
      spend('2026-11-20', 'ads', 98, { acceptedAt: 4, index: 9 }),
    );
    expect((await report()).totals.spend.amount).toBe('20.00');
    await project(
      spend('2026-11-20', 'ads', 0, { acceptedAt: 6 }),
      spend('2026-11-20', 'ads', 1, { campaign: 'autumn' }),
    );
    expect((await report()).totals.spend.amount).toBe('1.00');
  });

  test("the receipt's real price replaces the reserved one, even if it arrives first", async () => {
    await project(send('s1', 'sms', 0.05, { rev: 2 }));
    await project(send('s1', 'sms', 0.08));
    const sms = (await report()).rows.find((row) => row.channel === 'sms');
    expect([sms?.spend.amount, sms?.sends]).toEqual(['0.05', 1]);
  });

  test('money is converted with the rate of its day, and reported separately without one', async () => {
    await project(
      order('1', 100, ['sms'], { currency: 'GBP' }),
      spend('2026-10-31', 'ads', 10, { currency: 'GBP' }),
      order('2', 40, [], { currency: 'CHF' }),
    );
    const { totals, unconverted } = await report('last', '2026-10-01', '2026-11-30');
    expect([totals.revenue.amount, totals.spend.amount, totals.orders.count]).toEqual(['120.00', '0.00', 2]);
    expect(unconverted).toEqual([
      {
        currency: 'CHF',
        revenue: { amount: '40.00', currency: 'CHF' },
        spend: { amount: '0.00', currency: 'CHF' },
      },
      {
        currency: 'GBP',
        revenue: { amount: '0.00', currency: 'GBP' },
        spend: { amount: '10.00', currency: 'GBP' },
      },
    ]);
  });

  test("days are those of the program's zone, both ends included", async () => {
    await project(
      order('1', 1, [], { at: at('2026-11-20T22:59:59Z') }),
      order('2', 2, [], { at: at('2026-11-20T23:00:00Z') }),
    );
    expect((await report('last', '2026-11-20', '2026-11-20')).totals.revenue.amount).toBe('1.00');
    expect((await report('last', '2026-11-21', '2026-11-21')).totals.revenue.amount).toBe('2.00');
  });

  test('sums beyond 2^53 micros are exact', async () => {
    const huge = Array.from({ length: 20 }, (_, i) =>
      order(`${i}`, 9_000_000_000, [], { revenue: Number.MAX_SAFE_INTEGER }),
    );
    await project(...huge, order('x', 0, [], { revenue: 10_020 }));
    expect((await report()).totals.revenue.amount).toBe('180143985094.83');
  });
});

test('a batch names what must be redelivered: bodies that are not facts, and facts that the store did not take', async () => {
  const money = inMemoryMoneyStore();
  const broken: MoneyStore = {
    ...money,
    putRow: async (bucket, row) => {
      if (row.id === 'send/bad') throw new Error('no');
      await money.putRow(bucket, row);
    },
  };
  const reasons: string[] = [];
  const program = moneyProgram();
  const release = { number: 1, hash: 'h', publishedAt: 0, by: 'me' };
  const ports = {
    money: broken,
    programs: { current: async () => ({ release, program }) },
    onFailure: (id: string) => void reasons.push(id),
  };
  const bodies = [
    JSON.stringify(send('good', 'sms', 1)),
    '{',
    JSON.stringify({ type: 'spend' }),
    JSON.stringify(send('bad', 'sms', 1)),
  ];
  const failed = await receiveFacts(
    ports,
    bodies.map((body, i) => ({ messageId: `m${i}`, body })),
  );
  expect(failed.sort()).toEqual(['m1', 'm2', 'm3']);
  expect(reasons.sort()).toEqual(['m1', 'm2', 'm3']);
  expect((await money.dayTotals('2026-11-20', '2026-11-20'))[0]?.total.sends).toBe(1);
});

test('spend counts before any program was published; facts that need a zone wait for it', async () => {
  const money = inMemoryMoneyStore();
  const none = { current: () => Promise.reject(new Error('no program was published yet')) };
  const bodies = [spend('2026-11-20', 'ads', 5), send('s', 'sms', 1)].map((fact, i) => ({
    messageId: `m${i}`,
    body: JSON.stringify(fact),
  }));
  expect(await receiveFacts({ money, programs: none, onFailure: () => {} }, bodies)).toEqual(['m1']);
  expect(await money.dayTotals('2026-11-20', '2026-11-20')).toHaveLength(1);
});
