// One suite for every BudgetStore: one item per budget and period, changed only on condition (I5).
import { expect, test } from 'vitest';
import { dynamoBudgetStore } from '../../lib/adapters/dynamodb/budget-store.ts';
import { inMemoryBudgetStore } from '../../lib/adapters/in-memory/budget-store.ts';
import { newBook } from '../../lib/domain/budget/book.ts';
import type { Lease } from '../../lib/domain/budget/lease.ts';
import type { BudgetStore } from '../../lib/ports/budget-store.ts';
import { forEachStore } from './databases.ts';

const DAY = 86_400_000;
const period = { budget: 'sms', start: '2026-11-01', endsAt: 1_800_000_000_000, currency: 'CNY', nextN: 3 };
const lease = (micros: number, until = 1000): Lease => ({
  micros,
  cost: micros * 2,
  until,
  settleAfter: until + 60,
});
const open = { version: 1, heldMax: 1_000 };

forEachStore<BudgetStore>(
  'budget store',
  {
    'in memory': inMemoryBudgetStore,
    dynamodb: ({ client, tables }) => dynamoBudgetStore(client, tables.money),
  },
  (make) => {
    const opened = async () => {
      const store = await make();
      await store.open(period);
      const state = async () => {
        const item = await store.read('sms', '2026-11-01');
        return { held: item?.held, leases: item?.leases };
      };
      return { store, state };
    };

    test('a period is opened once, and opening it again returns it unchanged', async () => {
      const { store } = await opened();
      expect(await store.read('sms', '2026-12-01')).toBeUndefined();
      await store.grant({ budget: 'sms', start: '2026-11-01', id: 'l' }, lease(10), open);
      const again = await store.open({ ...period, nextN: 99, currency: 'EUR' });
      const { nextN: _, ...rest } = period;
      expect(again).toEqual({ ...rest, version: 1, book: newBook(3), held: 10, leases: { l: lease(10) } });
    });

    test('the book is put only over the version that was read', async () => {
      const { store } = await opened();
      expect(await store.putBook('sms', '2026-11-01', 1, newBook(4))).toBe(true);
      expect(await store.putBook('sms', '2026-11-01', 1, newBook(5))).toBe(false);
      const item = await store.read('sms', '2026-11-01');
      expect([item?.version, item?.book.nextN]).toEqual([2, 4]);
      expect(await store.putBook('sms', '2030-01-01', 1, newBook(5))).toBe(false);
    });

    test('I5: a grant raises `held` and stores its lease, and only within the room that was seen', async () => {
      const { store, state } = await opened();
      const grant = (id: string, micros: number, condition: typeof open) =>
        store.grant({ budget: 'sms', start: '2026-11-01', id }, lease(micros), condition);
      expect(await grant('a', 600, { version: 1, heldMax: 0 })).toBe(true);
      expect(await grant('b', 401, { version: 1, heldMax: 599 })).toBe(false);
      expect(await grant('b', 400, { version: 2, heldMax: 600 })).toBe(false);
      expect(await grant('a', 1, open)).toBe(false);
      expect(await grant('b', 400, { version: 1, heldMax: 600 })).toBe(true);
      expect(await state()).toEqual({ held: 1000, leases: { a: lease(600), b: lease(400) } });
      expect(await store.grant({ budget: 'sms', start: '2031-01-01', id: 'c' }, lease(1), open)).toBe(false);
    });

    test('I5: of concurrent grants no more succeed than there is room for', async () => {
      const { store, state } = await opened();
      const condition = { version: 1, heldMax: 990 };
      const won = await Promise.all(
        Array.from({ length: 120 }, (_, i) =>
          store.grant({ budget: 'sms', start: '2026-11-01', id: `l${i}` }, lease(10), condition),
        ),
      );
      expect(won.filter(Boolean)).toHaveLength(100);
      expect((await state()).held).toBe(1000);
    });

    test('I5: a lease grows only while it is the one that was read', async () => {
      const { store, state } = await opened();
      await store.grant({ budget: 'sms', start: '2026-11-01', id: 'a' }, lease(100), open);
      const grow = (expected: Lease, next: Lease, condition = open) =>
        store.grow({ budget: 'sms', start: '2026-11-01', id: 'a' }, expected, next, condition);
      expect(await grow(lease(99), lease(200, 2000))).toBe(false);
      expect(await grow(lease(100, 999), lease(200, 2000))).toBe(false);
      expect(await grow(lease(100), lease(200, 2000), { version: 1, heldMax: 99 })).toBe(false);
      expect(await grow(lease(100), lease(200, 2000), { version: 7, heldMax: 1000 })).toBe(false);
      expect(await grow(lease(100), lease(200, 2000))).toBe(true);
      expect(await grow(lease(100), lease(200, 2000))).toBe(false);
      expect(await state()).toEqual({ held: 200, leases: { a: lease(200, 2000) } });
      expect(
        await store.grow({ budget: 'sms', start: '2026-11-01', id: 'x' }, lease(1), lease(2), open),
      ).toBe(false);
    });

    test('I5: a lease is settled once, and not after it has grown', async () => {
      const { store, state } = await opened();
      await store.grant({ budget: 'sms', start: '2026-11-01', id: 'a' }, lease(100), open);
      await store.grant({ budget: 'sms', start: '2026-11-01', id: 'b' }, lease(50), open);
      await store.grow({ budget: 'sms', start: '2026-11-01', id: 'a' }, lease(100), lease(100, 2000), open);
      const settle = (expected: Lease, back: number) =>
        store.settle({ budget: 'sms', start: '2026-11-01', id: 'a' }, expected, back);
      expect(await settle(lease(100), 40)).toBe(false);
      expect(await settle(lease(100, 2000), 40)).toBe(true);
      expect(await settle(lease(100, 2000), 40)).toBe(false);
      expect(await state()).toEqual({ held: 110, leases: { b: lease(50) } });
    });

    test('periods of one budget come newest first, page by page', async () => {
      const store = await make();
      for (const start of ['2026-09-01', '2026-10-01', '2026-11-01']) await store.open({ ...period, start });
      await store.open({ ...period, budget: 'smsx', start: '2026-12-01' });
      const starts = async (options: { before?: string; limit: number }) =>
        (await store.periods('sms', options)).map((item) => item.start);
      expect(await starts({ limit: 2 })).toEqual(['2026-11-01', '2026-10-01']);
      expect(await starts({ limit: 2, before: '2026-10-01' })).toEqual(['2026-09-01']);
      expect(await starts({ limit: 9, before: '2026-09-01' })).toEqual([]);
    });

    test('open periods are listed until a month after their end', async () => {
      const store = await make();
      await store.open(period);
      await store.open({ ...period, budget: 'email', endsAt: period.endsAt + 60 * DAY });
      const at = async (now: number) =>
        (await store.openPeriods(now)).map(({ budget, start }) => `${budget} ${start}`).sort();
      expect(await at(period.endsAt - DAY)).toEqual(['email 2026-11-01', 'sms 2026-11-01']);
      expect(await at(period.endsAt + 30 * DAY)).toEqual(['email 2026-11-01', 'sms 2026-11-01']);
      expect(await at(period.endsAt + 36 * DAY)).toEqual(['email 2026-11-01']);
    });
  },
);
