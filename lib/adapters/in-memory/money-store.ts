// MoneyStore in memory: for tests and the simulation. Values are encoded as they are stored, so nothing is shared.

import { bucketKey, bucketOf } from '../../domain/attribution/bucket.ts';
import type { OrderPart } from '../../domain/attribution/credits.ts';
import type { Order } from '../../domain/attribution/order.ts';
import { decodeTotal, encodeTotal, type Total } from '../../domain/attribution/totals.ts';
import type { MoneyStore, Versioned } from '../../ports/money-store.ts';

type Stored = Versioned<string>;

/** Puts text at `expected + 1` where the version is `expected`. */
function putAt(map: Map<string, Stored>, key: string, expected: number, value: string): boolean {
  if ((map.get(key)?.version ?? 0) !== expected) return false;
  map.set(key, { version: expected + 1, value });
  return true;
}

export function inMemoryMoneyStore(): MoneyStore {
  const orders = new Map<string, Stored>();
  const listed = new Map<string, Map<string, Stored>>();
  const rows = new Map<string, Map<string, { rank: readonly [number, number]; total: string }>>();
  const buckets = new Map<string, Stored>();
  const days = new Map<string, Stored>();
  const counts = new Map<string, Record<string, number>>();
  const dayKey = (channel: string, day: string): string => `${day}/${channel}`;
  const total = (stored: Stored): Total => decodeTotal(stored.value);

  return {
    async readOrder(orderId) {
      const stored = orders.get(orderId);
      return stored && { version: stored.version, value: JSON.parse(stored.value) as Order };
    },
    async putOrder(orderId, expected, order) {
      return putAt(orders, orderId, expected, JSON.stringify(order));
    },
    async listOrder(day, orderId, version, part) {
      const ofDay = listed.get(day) ?? new Map<string, Stored>();
      listed.set(day, ofDay);
      if ((ofDay.get(orderId)?.version ?? 0) < version)
        ofDay.set(orderId, { version, value: JSON.stringify(part) });
    },
    async orders(day) {
      return [...(listed.get(day)?.values() ?? [])].map(({ value }) => JSON.parse(value) as OrderPart);
    },
    async putRow(bucket, row) {
      const inBucket = rows.get(bucketKey(bucket)) ?? new Map();
      rows.set(bucketKey(bucket), inBucket);
      const [a, b] = inBucket.get(row.id)?.rank ?? [Number.NEGATIVE_INFINITY, 0];
      if (a < row.rank[0] || (a === row.rank[0] && b < row.rank[1]))
        inBucket.set(row.id, { rank: row.rank, total: encodeTotal(row.total) });
    },
    async rows(bucket) {
      return [...(rows.get(bucketKey(bucket))?.values() ?? [])].map((row) => decodeTotal(row.total));
    },
    async bucketVersion(bucket) {
      return buckets.get(bucketKey(bucket))?.version ?? 0;
    },
    async putBucketTotal(bucket, expected, value) {
      return putAt(buckets, bucketKey(bucket), expected, encodeTotal(value));
    },
    async bucketTotals(channel, day) {
      return [...buckets]
        .map(([key, stored]) => ({ bucket: bucketOf(key), total: total(stored) }))
        .filter(({ bucket }) => bucket.channel === channel && bucket.day === day);
    },
    async dayVersion(channel, day) {
      return days.get(dayKey(channel, day))?.version ?? 0;
    },
    async putDayTotal(channel, day, expected, value) {
      return putAt(days, dayKey(channel, day), expected, encodeTotal(value));
    },
    async dayTotals(from, to) {
      return [...days]
        .map(([key, stored]) => ({ day: key.slice(0, 10), channel: key.slice(11), total: total(stored) }))
        .filter(({ day }) => day >= from && day <= to);
    },
    async addCount(channel, day, what, times) {
      const of = counts.get(dayKey(channel, day)) ?? {};
      counts.set(dayKey(channel, day), { ...of, [what]: (of[what] ?? 0) + times });
    },
    async counts(channel, day) {
      return { ...counts.get(dayKey(channel, day)) };
    },
  };
}
