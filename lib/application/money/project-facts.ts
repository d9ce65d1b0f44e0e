// Turns facts into money: rows in buckets, and totals recomputed from them. Facts arrive at least once and in any
// order, and many instances run this concurrently.
//
// 1. A row is stored under its fact's own id and is replaced only by a higher rank, so no repetition, reordering or
//    late write of a dead instance changes the final rows. An order's rows carry the version of the order they were
//    derived from.
// 2. Rows are written first, then each touched bucket's total, then each touched day's; a total is put on the version
//    that was read before its rows. Whoever writes the last row therefore reads all rows, and any older total fails its
//    condition: when all handlers are done, totals equal rows.
// 3. A total is put even if it is equal: raising its version is what makes an older computation fail.
// 4. A fact whose rows or totals could not be written is reported as failed and redelivered; all of it may be repeated.
import type { Fact } from '../../../schemas/facts.ts';
import { ALL_DAY, type Bucket, bucketKey, type Row } from '../../domain/attribution/bucket.ts';
import { daysOf, newOrder, type OrderFact, rowsOf, takeFact } from '../../domain/attribution/order.ts';
import { inCurrency, newTotal, sumTotals } from '../../domain/attribution/totals.ts';
import { placeOf } from '../../domain/money/calendar.ts';
import { compareAndSet } from '../../ports/compare-and-set.ts';
import type { MoneyStore } from '../../ports/money-store.ts';

const AT_ONCE = 16;

type Projected = { fact: number; bucket: Bucket };
type Outcome = { failed: false } | { failed: true; error: unknown };

/** Projects a batch. Returns the indexes in `facts` of those that must be redelivered, with the reason. */
export async function projectFacts(
  store: MoneyStore,
  facts: readonly Fact[],
  timeZone: string,
): Promise<Map<number, unknown>> {
  const failures = new Map<number, unknown>();
  const touched: Projected[] = [];
  await each([...facts.entries()], async ([fact, content]) => {
    const result = await attempt(async () => {
      for (const bucket of await putRows(store, content, timeZone)) touched.push({ fact, bucket });
    });
    if (result.failed) failures.set(fact, result.error);
  });
  const fail = (projected: readonly Projected[], result: Outcome): void => {
    if (result.failed) for (const { fact } of projected) failures.set(fact, result.error);
  };
  const byBucket = Map.groupBy(touched, ({ bucket }) => bucketKey(bucket));
  await each([...byBucket.values()], async (projected) => {
    const [first] = projected;
    if (first) fail(projected, await attempt(() => recomputeBucket(store, first.bucket)));
  });
  const byDay = Map.groupBy(touched, ({ bucket: { day, channel } }) => `${day}/${channel}`);
  await each([...byDay.values()], async (projected) => {
    const [first] = projected;
    if (first) fail(projected, await attempt(() => recomputeDay(store, first.bucket)));
  });
  return failures;
}

/** Puts the rows of a fact; returns the buckets to recompute. */
async function putRows(store: MoneyStore, fact: Fact, timeZone: string): Promise<Bucket[]> {
  switch (fact.type) {
    case 'send-cost': {
      const bucket = { ...placeOf(fact.at, timeZone), channel: fact.channel };
      const total = { ...newTotal(), sends: 1 };
      inCurrency(total, fact.currency).sendCost = BigInt(fact.amount);
      return putRow(store, bucket, { id: `send/${fact.sendId}`, rank: [fact.rev, 0], total });
    }
    case 'spend': {
      const bucket = { ...ALL_DAY, day: fact.date, channel: fact.channel };
      const total = { ...newTotal(), impressions: fact.impressions, clicks: fact.clicks };
      inCurrency(total, fact.currency).outside = BigInt(fact.amount);
      return putRow(store, bucket, {
        id: `spend/${fact.campaign}`,
        rank: [fact.acceptedAt, fact.index],
        total,
      });
    }
    case 'conversion':
    case 'correction':
    case 'refund':
      return putOrderRows(store, fact, timeZone);
    case 'count':
      await store.addCount(fact.channel, placeOf(fact.at, timeZone).day, fact.what, 1);
      return [];
    default:
      return fact satisfies never;
  }
}

async function putRow(store: MoneyStore, bucket: Bucket, row: Row): Promise<Bucket[]> {
  await store.putRow(bucket, row);
  return [bucket];
}

/**
 * Adds the fact to its order, then writes the order's part of each bucket and day it ever touched, with the order's
 * version as rank. A handler with an older version, even one that died and whose write lands later, cannot overwrite a
 * newer one.
 */
async function putOrderRows(store: MoneyStore, fact: OrderFact, timeZone: string): Promise<Bucket[]> {
  const { version, value: order } = await compareAndSet('order', async () => {
    const { version, value } = (await store.readOrder(fact.orderId)) ?? { version: 0, value: newOrder() };
    const next = takeFact(value, fact, timeZone);
    if (next === value) return { version, value };
    if (await store.putOrder(fact.orderId, version, next)) return { version: version + 1, value: next };
    return undefined;
  });
  const rows = rowsOf(fact.orderId, order, version);
  for (const { bucket, row } of rows) await store.putRow(bucket, row);
  for (const [day, part] of daysOf(order)) await store.listOrder(day, fact.orderId, version, part);
  return rows.map(({ bucket }) => bucket);
}

const recomputeBucket = (store: MoneyStore, bucket: Bucket): Promise<true> =>
  compareAndSet('total', async () => {
    const version = await store.bucketVersion(bucket);
    const total = sumTotals(await store.rows(bucket));
    return (await store.putBucketTotal(bucket, version, total)) || undefined;
  });

const recomputeDay = (store: MoneyStore, { channel, day }: Bucket): Promise<true> =>
  compareAndSet('total', async () => {
    const version = await store.dayVersion(channel, day);
    const total = sumTotals((await store.bucketTotals(channel, day)).map((bucket) => bucket.total));
    return (await store.putDayTotal(channel, day, version, total)) || undefined;
  });

async function attempt(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    await work();
    return { failed: false };
  } catch (error) {
    return { failed: true, error };
  }
}

/** Runs a few at a time, all to the end: nothing may still be writing after the batch was answered. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
}
