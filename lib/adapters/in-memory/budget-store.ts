// BudgetStore in memory: for tests and the simulation. Items are cloned in and out, so nothing is shared.
import { newBook } from '../../domain/budget/book.ts';
import type { Lease } from '../../domain/budget/lease.ts';
import type { BudgetStore, GrantCondition, PeriodItem } from '../../ports/budget-store.ts';

const LISTED_MS = 35 * 24 * 60 * 60 * 1000;

export function inMemoryBudgetStore(): BudgetStore {
  const items = new Map<string, PeriodItem>();
  const keyOf = (budget: string, start: string): string => `${budget}/${start}`;
  const copy = (item: PeriodItem): PeriodItem => structuredClone(item);
  const isSame = (a: Lease | undefined, b: Lease): boolean => a?.micros === b.micros && a.until === b.until;
  const allows = (item: PeriodItem, { version, heldMax }: GrantCondition): boolean =>
    item.version === version && item.held <= heldMax;

  return {
    async read(budget, start) {
      const item = items.get(keyOf(budget, start));
      return item && copy(item);
    },
    async open({ nextN, ...rest }) {
      const key = keyOf(rest.budget, rest.start);
      const item = items.get(key) ?? { ...rest, version: 1, book: newBook(nextN), held: 0, leases: {} };
      items.set(key, item);
      return copy(item);
    },
    async putBook(budget, start, expected, book) {
      const item = items.get(keyOf(budget, start));
      if (item?.version !== expected) return false;
      item.version += 1;
      item.book = structuredClone(book);
      return true;
    },
    async periods(budget, { before, limit }) {
      return [...items.values()]
        .filter((item) => item.budget === budget && (before === undefined || item.start < before))
        .sort((a, b) => (a.start < b.start ? 1 : -1))
        .slice(0, limit)
        .map(copy);
    },
    async openPeriods(now) {
      const listed = [...items.values()].filter((item) => item.endsAt + LISTED_MS > now);
      return listed.map(({ budget, start }) => ({ budget, start }));
    },
    async grant({ budget, start, id }, lease, condition) {
      const item = items.get(keyOf(budget, start));
      if (!item || item.leases[id] || !allows(item, condition)) return false;
      item.leases[id] = { ...lease };
      item.held += lease.micros;
      return true;
    },
    async grow({ budget, start, id }, expected, next, condition) {
      const item = items.get(keyOf(budget, start));
      if (!item || !isSame(item.leases[id], expected) || !allows(item, condition)) return false;
      item.leases[id] = { ...next };
      item.held += next.micros - expected.micros;
      return true;
    },
    async settle({ budget, start, id }, expected, back) {
      const item = items.get(keyOf(budget, start));
      if (!item || !isSame(item.leases[id], expected)) return false;
      delete item.leases[id];
      item.held -= back;
      return true;
    },
  };
}
