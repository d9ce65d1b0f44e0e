// The budgets' store and the announcer, recording every book put, every grant made and everything announced.
import { inMemoryBudgetStore } from '../../lib/adapters/in-memory/budget-store.ts';
import type { Announcer } from '../../lib/ports/announcer.ts';
import type { BudgetStore, LeaseKey } from '../../lib/ports/budget-store.ts';
import type { Evidence } from './evidence.ts';
import type { Scheduler } from './scheduler.ts';

export function booksOf(scheduler: Scheduler, leased: () => void) {
  const store = inMemoryBudgetStore();
  const books: Evidence['books'] = [];
  const grants: Evidence['grants'] = [];
  const news: Evidence['news'] = [];
  const granted = async ({ budget, start }: LeaseKey, micros: number) => {
    leased();
    const held = (await store.read(budget, start))?.held ?? 0;
    const { now: at, landings } = scheduler;
    if (micros > 0) grants.push({ at, budget, start, held, late: landings.has(at) });
  };
  const budgets: BudgetStore = {
    ...store,
    async putBook(budget, start, expected, book) {
      const done = await store.putBook(budget, start, expected, book);
      const { decisions, alerts } = structuredClone(book);
      if (done) books.push({ at: scheduler.now, budget, start, decisions, alerts });
      return done;
    },
    async grant(key, lease, condition) {
      const done = await store.grant(key, lease, condition);
      if (done) await granted(key, lease.micros);
      return done;
    },
    async grow(key, expected, next, condition) {
      const done = await store.grow(key, expected, next, condition);
      if (done) await granted(key, next.micros - expected.micros);
      return done;
    },
  };
  const announcer: Announcer = {
    async publish({ type, detail }) {
      news.push({ at: scheduler.now, way: 'bus', what: type, detail });
    },
    async notifyFinance({ subject, text }) {
      news.push({ at: scheduler.now, way: 'finance', what: subject, detail: { text } });
    },
  };
  return { budgets, books, grants, news, announcer };
}
