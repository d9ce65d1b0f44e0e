// Faults planted where money is counted and decided on.
import { type Bucket, bucketKey } from '../../lib/domain/attribution/bucket.ts';
import type { Total } from '../../lib/domain/attribution/totals.ts';
import type { MoneyStore } from '../../lib/ports/money-store.ts';
import type { Planted } from './plants.ts';

export const plantsOfMoney: Planted = {
  'add instead of recompute': { breaks: 'MONEY', plant: { money: adding } },
  'rows replaced by any later write': {
    breaks: 'MONEY',
    plant: {
      money: (store) => {
        let later = 1e15;
        const putRow: MoneyStore['putRow'] = (bucket, row) => {
          later += 1;
          return store.putRow(bucket, { ...row, rank: [later, 0] });
        };
        return { ...store, putRow };
      },
    },
  },
  'days updated with any version of an order': {
    breaks: 'MONEY',
    plant: {
      money: (store) => {
        let later = 0;
        const listOrder: MoneyStore['listOrder'] = (day, orderId, _, part) => {
          later += 1;
          return store.listOrder(day, orderId, later, part);
        };
        return { ...store, listOrder };
      },
    },
  },
  'a guard that overwrites the book unconditionally': {
    breaks: 'GUARD',
    plant: {
      guard: (ports) => ({
        ...ports,
        budgets: {
          ...ports.budgets,
          async putBook(budget, start, _, book) {
            const item = await ports.budgets.read(budget, start);
            return ports.budgets.putBook(budget, start, item?.version ?? 0, book);
          },
        },
      }),
    },
  },
  'failed announcements count as delivered': {
    breaks: 'GUARD',
    plant: {
      guard: (ports) => ({
        ...ports,
        announcer: {
          publish: (event) => ports.announcer.publish(event).catch(() => undefined),
          notifyFinance: (message) => ports.announcer.notifyFinance(message).catch(() => undefined),
        },
      }),
    },
  },
  'grants that ignore cuts': {
    breaks: 'I5',
    plant: {
      budgets: (store) => ({
        ...store,
        async read(budget, start) {
          const item = await store.read(budget, start);
          return item && { ...item, book: { ...item.book, decisions: [] } };
        },
      }),
    },
  },
};

/** Adds what it has just put to the existing total, instead of summing the stored rows. */
function adding(store: MoneyStore): MoneyStore {
  const added = new Map<string, Total[]>();
  return {
    ...store,
    async putRow(bucket, row) {
      await store.putRow(bucket, row);
      added.set(bucketKey(bucket), [...(added.get(bucketKey(bucket)) ?? []), row.total]);
    },
    async rows(bucket) {
      return [...(await totalOf(store, bucket)), ...(added.get(bucketKey(bucket)) ?? [])];
    },
    async putBucketTotal(bucket, expected, total) {
      const done = await store.putBucketTotal(bucket, expected, total);
      if (done) added.delete(bucketKey(bucket));
      return done;
    },
  };
}

async function totalOf(store: MoneyStore, bucket: Bucket): Promise<Total[]> {
  const totals = await store.bucketTotals(bucket.channel, bucket.day);
  return totals.flatMap((own) => (bucketKey(own.bucket) === bucketKey(bucket) ? own.total : []));
}
