// One item per budget and period: its book (decisions, alerts), the micros held by sends, and the open leases. Every
// change is one conditional update of that item (I5).
import type { Book } from '../domain/budget/book.ts';
import type { Lease } from '../domain/budget/lease.ts';

export interface PeriodItem {
  budget: string;
  /** First day of the period; it names the period. */
  start: string;
  endsAt: number;
  /** Of `held` and of the leases: the budget's currency when the period was opened. */
  currency: string;
  /** Of the book. */
  version: number;
  book: Book;
  /** Micros leased and not given back: what was spent, and what open leases may still spend. */
  held: number;
  leases: Record<string, Lease>;
}

/** A lease of a budget's period. */
export interface LeaseKey {
  budget: string;
  start: string;
  id: string;
}

/** What must hold for money to be granted: the book is the one that the amount was computed from, and `held` leaves room. */
export interface GrantCondition {
  version: number;
  heldMax: number;
}

export interface BudgetStore {
  /** Strongly consistent. */
  read(budget: string, start: string): Promise<PeriodItem | undefined>;
  /** Creates the item if there is none, and lists it among the open periods first. Returns the stored item. */
  open(
    item: Pick<PeriodItem, 'budget' | 'start' | 'endsAt' | 'currency'> & { nextN: number },
  ): Promise<PeriodItem>;
  /** Puts the book at version `expected + 1`. False: another writer was there first. */
  putBook(budget: string, start: string, expected: number, book: Book): Promise<boolean>;
  /** A budget's periods, newest first, before `before`. Strongly consistent. */
  periods(budget: string, options: { before?: string; limit: number }): Promise<PeriodItem[]>;
  /** Periods that may have open leases or unannounced news: those that ended at most a month ago. */
  openPeriods(now: number): Promise<{ budget: string; start: string }[]>;

  /** Raises `held` by the lease and keeps the lease, together. False: the condition failed, or the id is known. */
  grant(key: LeaseKey, lease: Lease, condition: GrantCondition): Promise<boolean>;
  /** Puts `next` for the lease that still is `expected`, and raises `held` by the difference. */
  grow(key: LeaseKey, expected: Lease, next: Lease, condition: GrantCondition): Promise<boolean>;
  /** Takes away the lease that still is `expected`, and `back` from `held`. False: it was settled or has grown. */
  settle(key: LeaseKey, expected: Lease, back: number): Promise<boolean>;
}
