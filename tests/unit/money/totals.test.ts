// Totals and orders as stored before models had names and orders kept their paths.
import { describe, expect, test } from 'vitest';
import { inMemoryMoneyStore } from '../../../lib/adapters/in-memory/money-store.ts';
import { projectFacts } from '../../../lib/application/money/project-facts.ts';
import { roiReport } from '../../../lib/application/money/roi-report.ts';
import { daysOf, type Order, takeFact } from '../../../lib/domain/attribution/order.ts';
import { decodeTotal, encodeTotal, inCurrency } from '../../../lib/domain/attribution/totals.ts';
import type { ConversionFact, RefundFact } from '../../../schemas/facts.ts';
import { moneyProgram } from '../../support/program.ts';

const NOON = Date.parse('2026-11-20T11:00:00Z');
const ZONE = 'Europe/Berlin';
const DAY = '2026-11-20';
const profile = `u-${'x'.repeat(22)}`;

/** last, position, first, linear: revenue, conversions, refunded, refunds of each, without trailing zeros. */
const STORED =
  '{"n":[2,30,4],"c":{"EUR":["600","0","0","0","0","0","30","300000","3","300000","100","1000000","10","1000000","33","333333"],"GBP":["0","7"]}}';
const NAMED =
  '{"n":[2,30,4],"c":{"EUR":{"s":"600","m":{"position":["30","300000","3","300000"],"first":["100","1000000","10","1000000"],"linear":["33","333333"]}},"GBP":{"o":"7"}}}';

describe('totals', () => {
  test('in the old form without names of models are read, and written with names', () => {
    expect(encodeTotal(decodeTotal(STORED))).toBe(NAMED);
    expect(encodeTotal(decodeTotal(NAMED))).toBe(NAMED);
    const { credits, sendCost } = inCurrency(decodeTotal(STORED), 'EUR');
    expect(sendCost).toBe(600n);
    expect(credits.last).toEqual({ revenue: 0n, conversions: 0n, refunded: 0n, refunds: 0n });
    expect(credits.linear).toEqual({ revenue: 33n, conversions: 333_333n, refunded: 0n, refunds: 0n });
  });
});

const place = { day: DAY, hour: '12', slot: '00' };
const touched = [`${DAY}/12/00/email`, `${DAY}/12/00/sms`];
const storedOrder: Order = {
  conversion: {
    ...{ eventId: 'e', acceptedAt: NOON, index: 0, revenue: 100_000_000, currency: 'EUR' },
    weights: {
      last: { sms: 1 },
      position: { email: 1, sms: 1 },
      first: { email: 1 },
      linear: { email: 1, sms: 1 },
    },
    place,
  },
  refunds: [],
  touched,
};
const sms =
  '{"c":{"EUR":["0","0","100000000","1000000","0","0","50000000","500000","0","0","0","0","0","0","50000000","500000"]}}';
const email =
  '{"c":{"EUR":["0","0","0","0","0","0","50000000","500000","0","0","100000000","1000000","0","0","50000000","500000"]}}';

/** A store as the previous release left it: one order of 100 euros, credited to both channels. */
async function storeOfBefore() {
  const store = inMemoryMoneyStore();
  await store.putOrder('o', 0, storedOrder);
  for (const [channel, text] of [
    ['sms', sms],
    ['email', email],
  ] as const) {
    const total = decodeTotal(text);
    await store.putRow({ ...place, channel }, { id: 'order/o', rank: [1, 0], total });
    await store.putBucketTotal({ ...place, channel }, 0, total);
    await store.putDayTotal(channel, DAY, 0, total);
  }
  return store;
}
const conversion: ConversionFact = {
  ...{ type: 'conversion', orderId: 'o', eventId: 'e', profile, at: NOON, acceptedAt: NOON, index: 0 },
  ...{ revenue: 100_000_000, currency: 'EUR' },
  touchpoints: [
    { at: NOON - 2, channel: 'email', kind: 'click', journey: 'welcome', step: 'hello' },
    { at: NOON - 1, channel: 'sms', kind: 'click' },
  ],
};
const refund: RefundFact = {
  ...{ type: 'refund', orderId: 'o', refundId: 'r', profile, at: NOON, acceptedAt: NOON },
  ...{ amount: 10_000_000, currency: 'EUR' },
};

describe('an order stored with weights', () => {
  const reported = async (
    store: ReturnType<typeof inMemoryMoneyStore>,
    model: 'first' | 'last' | 'linear',
  ) => {
    const report = await roiReport(store, moneyProgram({}), { from: DAY, to: DAY, model });
    const rows = report.rows.map(({ channel, revenue }) => [channel, revenue.amount]);
    return { ...Object.fromEntries(rows), orders: report.totals.orders.count };
  };

  test('is reported as before, even under models that are no longer kept', async () => {
    const store = await storeOfBefore();
    expect(await reported(store, 'last')).toMatchObject({ email: '0.00', sms: '100.00', orders: 1 });
    expect(await reported(store, 'first')).toMatchObject({ email: '100.00', sms: '0.00', orders: 1 });
    expect(await reported(store, 'linear')).toMatchObject({ email: '50.00', sms: '50.00', orders: 1 });
  });

  test.each([
    ['refund', refund, { first: ['90.00', '0.00'], linear: ['45.00', '45.00'] }],
    ['redelivery of its conversion', conversion, { first: ['100.00', '0.00'], linear: ['50.00', '50.00'] }],
  ] as const)('is counted once after a %s, whatever the model', async (_, fact, { first, linear }) => {
    const store = await storeOfBefore();
    for (let times = 0; times < 2; times += 1)
      expect(await projectFacts(store, [fact], ZONE)).toEqual(new Map());
    expect(await reported(store, 'first')).toMatchObject({ email: first[0], sms: first[1], orders: 1 });
    expect(await reported(store, 'linear')).toMatchObject({ email: linear[0], sms: linear[1], orders: 1 });
  });

  test('gets its path when its conversion is redelivered, and a third delivery changes nothing', () => {
    const order = takeFact(storedOrder, conversion, ZONE);
    expect(order.conversion?.path).toEqual(conversion.touchpoints);
    expect(order.conversion?.weights).toBeUndefined();
    expect(takeFact(order, conversion, ZONE)).toBe(order);
  });

  test('an order that moved to another day leaves nothing in the first', () => {
    const order = takeFact({ refunds: [], touched: [] }, conversion, ZONE);
    const earlier = { ...conversion, eventId: 'd', acceptedAt: NOON - 1, at: NOON - 24 * 3_600_000 };
    const moved = daysOf(takeFact(order, earlier, ZONE));
    expect([...moved].map(([day, { revenue }]) => [day, revenue?.micros])).toEqual([
      ['2026-11-19', 100_000_000],
      ['2026-11-20', undefined],
    ]);
    expect(moved.get(DAY)).toEqual({ refunds: [] });
  });
});
