// One suite for every MoneyStore: versions, ranks, pages, and keys that stay distinct.
import { expect, test } from 'vitest';
import { dynamoMoneyStore } from '../../lib/adapters/dynamodb/money-store.ts';
import { inMemoryMoneyStore } from '../../lib/adapters/in-memory/money-store.ts';
import { ALL_DAY, type Bucket, UNATTRIBUTED } from '../../lib/domain/attribution/bucket.ts';
import type { OrderPart } from '../../lib/domain/attribution/credits.ts';
import { newOrder, type Order } from '../../lib/domain/attribution/order.ts';
import {
  encodeTotal,
  inCurrency,
  newTotal,
  sumTotals,
  type Total,
} from '../../lib/domain/attribution/totals.ts';
import type { MoneyStore } from '../../lib/ports/money-store.ts';
import { forEachStore } from './databases.ts';

const bucket = (channel = 'email', day = '2026-11-20', hour = '10', slot = '03'): Bucket => ({
  channel,
  day,
  hour,
  slot,
});
function cost(micros: bigint, sends = 1): Total {
  const total = { ...newTotal(), sends };
  inCurrency(total, 'EUR').sendCost = micros;
  return total;
}
const plain = (totals: Iterable<Total>) => [...totals].map(encodeTotal).sort();

forEachStore<MoneyStore>(
  'money store',
  {
    'in memory': inMemoryMoneyStore,
    dynamodb: ({ client, tables }) => dynamoMoneyStore(client, tables.money),
  },
  (make) => {
    test('an order is stored whole and only over the version that was read', async () => {
      const store = await make();
      const order: Order = { ...newOrder(), touched: ['2026-11-20/10/03/email'] };
      expect(await store.readOrder('o-1')).toBeUndefined();
      expect(await store.putOrder('o-1', 0, order)).toBe(true);
      expect(await store.putOrder('o-1', 0, newOrder())).toBe(false);
      expect(await store.putOrder('o-1', 2, newOrder())).toBe(false);
      expect(await store.readOrder('o-1')).toEqual({ version: 1, value: order });
      expect(await store.putOrder('o-1', 1, newOrder())).toBe(true);
      expect(await store.readOrder('o-1')).toEqual({ version: 2, value: newOrder() });
    });

    test('order ids that are long, or differ only in their tails, stay apart', async () => {
      const store = await make();
      const long = 'x'.repeat(3000);
      await store.putOrder(`${long}1`, 0, { ...newOrder(), touched: ['one'] });
      await store.putOrder(`${long}2`, 0, { ...newOrder(), touched: ['two'] });
      expect((await store.readOrder(`${long}1`))?.value.touched).toEqual(['one']);
      expect((await store.readOrder(`${long}2`))?.value.touched).toEqual(['two']);
    });

    test('a day lists its orders, each at its highest version', async () => {
      const store = await make();
      const part = (micros: number): OrderPart => ({
        path: [{ at: 1, channel: 'email', kind: 'click', journey: 'cart', step: 'remind' }],
        revenue: { currency: 'EUR', micros },
        refunds: [],
      });
      expect(await store.orders('2026-11-20')).toEqual([]);
      await store.listOrder('2026-11-20', 'o-1', 2, part(2));
      await store.listOrder('2026-11-20', 'o-1', 1, part(1));
      await store.listOrder('2026-11-20', 'o-1', 2, part(3));
      await store.listOrder('2026-11-21', 'o-1', 1, { refunds: [] });
      expect(await store.orders('2026-11-20')).toEqual([part(2)]);
      expect(await store.orders('2026-11-21')).toEqual([{ refunds: [] }]);
      await store.listOrder('2026-11-20', 'o-1', 3, part(4));
      await store.listOrder('2026-11-20', 'o'.repeat(3000), 1, part(5));
      expect(await store.orders('2026-11-20')).toEqual(expect.arrayContaining([part(4), part(5)]));
    });

    test('a day with more orders than one response is read to its end', async () => {
      const store = await make();
      // About 1.2 MB: a query returns 1 MB at a time.
      const path = Array.from({ length: 30 }, (_, at) => ({
        ...{ at, channel: 'email', kind: 'click' as const, journey: 'x'.repeat(100), step: 'y'.repeat(100) },
      }));
      const ids = Array.from({ length: 160 }, (_, i) => `o-${i}`);
      await Promise.all(ids.map((id) => store.listOrder('2026-11-20', id, 1, { path, refunds: [] })));
      expect(await store.orders('2026-11-20')).toHaveLength(160);
      expect(await store.dayTotals('2026-11-20', '2026-11-20')).toEqual([]);
    });

    test('a row is replaced only by a higher rank, so neither a redelivery nor an old write changes it', async () => {
      const store = await make();
      const put = (rank: [number, number], micros: bigint) =>
        store.putRow(bucket(), { id: 'a', rank, total: cost(micros) });
      await put([1, 5], 10n);
      await put([1, 5], 20n);
      await put([1, 4], 30n);
      await put([0, 9], 40n);
      expect(plain(await store.rows(bucket()))).toEqual(plain([cost(10n)]));
      await put([1, 6], 50n);
      expect(plain(await store.rows(bucket()))).toEqual(plain([cost(50n)]));
      await put([2, 0], 60n);
      expect(plain(await store.rows(bucket()))).toEqual(plain([cost(60n)]));
    });

    test('rows of other channels, days, hours and slots are not in a bucket', async () => {
      const store = await make();
      const buckets = [
        bucket(),
        bucket('sms'),
        bucket('email', '2026-11-21'),
        bucket('email', '2026-11-20', '11'),
        bucket('email', '2026-11-20', '10', '04'),
        bucket(UNATTRIBUTED),
        { ...bucket(), ...ALL_DAY },
      ];
      for (const [i, b] of buckets.entries())
        await store.putRow(b, { id: 'a', rank: [1, 0], total: cost(BigInt(i + 1)) });
      for (const [i, b] of buckets.entries())
        expect(plain(await store.rows(b))).toEqual(plain([cost(BigInt(i + 1))]));
    });

    test('a bucket of more than one response is read to its end', async () => {
      const store = await make();
      const wide = cost(1n);
      // About 1.2 MB in 120 rows: a query returns 1 MB at a time.
      for (let i = 0; i < 400; i += 1) inCurrency(wide, `C${i}`).credits.last.revenue = 123_456_789_012n;
      await Promise.all(
        Array.from({ length: 120 }, (_, i) =>
          store.putRow(bucket(), { id: `r${i}`, rank: [1, 0], total: wide }),
        ),
      );
      const total = sumTotals(await store.rows(bucket()));
      expect(total.sends).toBe(120);
      expect(inCurrency(total, 'EUR').sendCost).toBe(120n);
    });

    test('totals are put over the version that was read, and are read back exactly, even beyond 2^53', async () => {
      const store = await make();
      const huge = cost(2n ** 70n + 1n, 7);
      inCurrency(huge, 'GBP').credits.position = {
        revenue: -(2n ** 64n),
        conversions: 300_000n,
        refunded: 1n,
        refunds: 0n,
      };
      expect(await store.bucketVersion(bucket())).toBe(0);
      expect(await store.putBucketTotal(bucket(), 0, huge)).toBe(true);
      expect(await store.putBucketTotal(bucket(), 0, cost(1n))).toBe(false);
      expect(await store.bucketVersion(bucket())).toBe(1);
      expect(await store.putBucketTotal(bucket('email', '2026-11-20', '--', '--'), 0, cost(3n))).toBe(true);
      expect(await store.putBucketTotal(bucket('email', '2026-11-21'), 0, cost(9n))).toBe(true);
      const found = await store.bucketTotals('email', '2026-11-20');
      expect(found.map((f) => f.bucket.hour).sort()).toEqual(['--', '10']);
      expect(plain(found.map((f) => f.total))).toEqual(plain([huge, cost(3n)]));
    });

    test('days are found across months, from the first to the last one requested', async () => {
      const store = await make();
      const days = ['2026-10-31', '2026-11-01', '2026-11-20', '2026-12-01', '2026-12-02'];
      for (const [i, day] of days.entries()) {
        expect(await store.putDayTotal('email', day, 0, cost(BigInt(i)))).toBe(true);
        expect(await store.putDayTotal(UNATTRIBUTED, day, 0, cost(BigInt(10 + i)))).toBe(true);
      }
      expect(await store.dayVersion('email', '2026-11-01')).toBe(1);
      expect(await store.putDayTotal('email', '2026-11-01', 0, cost(0n))).toBe(false);
      expect(await store.putDayTotal('email', '2026-11-01', 1, cost(77n))).toBe(true);
      const found = await store.dayTotals('2026-11-01', '2026-12-01');
      const flat = found.map((f) => `${f.day} ${f.channel} ${inCurrency(f.total, 'EUR').sendCost}`).sort();
      expect(flat).toEqual(
        [
          '2026-11-01 email 77',
          `2026-11-01 ${UNATTRIBUTED} 11`,
          '2026-11-20 email 2',
          `2026-11-20 ${UNATTRIBUTED} 12`,
          '2026-12-01 email 3',
          `2026-12-01 ${UNATTRIBUTED} 13`,
        ].sort(),
      );
    });

    test('counts add up per channel, day and kind', async () => {
      const store = await make();
      await store.addCount('email', '2026-11-20', 'delivered', 1);
      await store.addCount('email', '2026-11-20', 'delivered', 2);
      await store.addCount('email', '2026-11-20', 'opened', 1);
      await store.addCount('sms', '2026-11-20', 'delivered', 1);
      expect(await store.counts('email', '2026-11-20')).toEqual({ delivered: 3, opened: 1 });
      expect(await store.counts('email', '2026-11-21')).toEqual({});
    });
  },
);
