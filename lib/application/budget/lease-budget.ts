// The sender's lease pools: they lease money from every budget that binds a channel, and pay single messages from
// memory.
//
// I5, sends overspend no budget:
// 1. Money is spent only from a lease that every binding budget granted, each by one conditional update of its own
//    item: `held` rises together with the lease, within the amount in force of the very book it was computed from.
// 2. A lease is spent only before its end, by the instance that took it. What a crash, a lost response or a refusal
//    by the next budget leaves unspent stays held until settle-leases has summed what its sends cost.
// 3. A lease grows by the same conditional update, so that an item keeps one lease per instance, not one per batch.

import type { Budget } from '../../../schemas/budget.ts';
import type { Money } from '../../../schemas/primitives.ts';
import type { Program } from '../../../schemas/program.ts';
import { type Lease, leaseSize } from '../../domain/budget/lease.ts';
import { budgetsOn, currentPeriod, inForceOf, limitIn } from '../../domain/budget/limits.ts';
import { placeOf } from '../../domain/money/calendar.ts';
import { convert, type Rate, type RateTable, rateTable } from '../../domain/money/rates.ts';
import type { BudgetStore, GrantCondition, LeaseKey, PeriodItem } from '../../ports/budget-store.ts';
import { compareAndSet } from '../../ports/compare-and-set.ts';
import { Unavailable } from '../../ports/queue.ts';
import type { Spender } from '../../ports/spender.ts';
import { presentPeriod } from './open-period.ts';

export interface LeaseSettings {
  /** A lease ends this long after it was last granted. */
  leaseMs: number;
  /** Twice the sender's timeout: after that, every send of an ended lease has its record. */
  graceMs: number;
  newId: () => string;
}

/** A lease grows for at most this long; then its unspent rest is returned. */
const GROWS_MS = 10 * 60_000;

/** One budget's part of a pool: its lease as stored. */
interface Part {
  budget: Budget;
  start: string;
  lease: Lease;
}
interface LeasePool {
  id: string;
  key: string;
  openedAt: number;
  /** In the price's currency. */
  spent: number;
  /** One part per binding budget, once all have granted. */
  parts: Part[];
}
interface Ask {
  program: Program;
  /** All that bind the channel. */
  budgets: readonly Budget[];
  rates: RateTable;
  one: number;
  batch: number;
  currency: string;
  at: number;
  /** Of what is granted for it. */
  times: Pick<Lease, 'until' | 'settleAfter'>;
}
export type Refusal = { refusedBy: string; why: 'budget' | 'no-rate' };

export function leaseBudget(store: BudgetStore, settings: LeaseSettings): Spender {
  const pools = new Map<string, LeasePool>();
  /** Pools by lease id, to give back unused money. */
  const byLease = new Map<string, LeasePool>();
  const lines = new Map<string, Promise<unknown>>();
  let rates: { program: Program; table: RateTable } | undefined;
  const ratesOf = (program: Program): RateTable => {
    if (rates?.program !== program) rates = { program, table: rateTable(program) };
    return rates.table;
  };

  async function take(ask: Ask, key: string): Promise<{ lease: string } | Refusal> {
    const open = pools.get(key);
    if (open && pay(open, ask)) return { lease: open.id };
    forgetEnded(pools, byLease, ask.at);
    const growing = open && isLive(open, ask.at) && ask.at - open.openedAt < GROWS_MS ? open : undefined;
    const pool = growing ?? { id: settings.newId(), key, openedAt: ask.at, spent: 0, parts: [] };
    // Kept also when a budget refuses: what another budget granted serves the next try instead of being leased again.
    pools.set(key, pool);
    byLease.set(pool.id, pool);
    const refusal = await fill(store, pool, ask);
    if (refusal) return refusal;
    if (!pay(pool, ask)) throw new Unavailable('a lease was granted and does not cover its message');
    return { lease: pool.id };
  }

  return {
    async take(program, channel, { cost, batch, at }) {
      const budgets = budgetsOn(program, channel);
      if (budgets.length === 0 || cost.micros === 0) return {};
      const until = at + settings.leaseMs;
      const times = { until, settleAfter: until + settings.graceMs };
      const ask: Ask = { program, budgets, rates: ratesOf(program), ...costs(cost, batch), at, times };
      const periods = budgets.map((budget) => `${budget.id}@${currentPeriod(program, budget, at).start}`);
      const key = [channel, cost.currency, ...periods].join(' ');
      // One at a time per pool: messages of a batch that come together share a lease instead of taking one each.
      const turn = (lines.get(key) ?? Promise.resolve()).then(() => take(ask, key));
      const line = turn.catch(() => {});
      lines.set(key, line);
      try {
        return await turn;
      } finally {
        if (lines.get(key) === line) lines.delete(key);
      }
    },
    giveBack(lease, cost) {
      const pool = byLease.get(lease);
      if (pool) pool.spent -= cost.micros;
    },
  };
}

const costs = (one: Money, batch: Money): Pick<Ask, 'one' | 'batch' | 'currency'> => ({
  one: one.micros,
  batch: batch.currency === one.currency ? Math.max(one.micros, batch.micros) : one.micros,
  currency: one.currency,
});

const isLive = (pool: LeasePool, at: number): boolean => pool.parts.every(({ lease }) => at < lease.until);

function pay(pool: LeasePool, { budgets, one, at }: Ask): boolean {
  if (pool.parts.length < budgets.length || !isLive(pool, at)) return false;
  if (pool.spent + one > Math.min(...pool.parts.map(({ lease }) => lease.cost))) return false;
  pool.spent += one;
  return true;
}

function forgetEnded(pools: Map<string, LeasePool>, byLease: Map<string, LeasePool>, at: number): void {
  for (const pool of byLease.values()) {
    if (isLive(pool, at)) continue;
    byLease.delete(pool.id);
    if (pools.get(pool.key) === pool) pools.delete(pool.key);
  }
}

/** Has every budget grant what the pool lacks for this message and, as far as it goes, its batch. */
async function fill(store: BudgetStore, pool: LeasePool, ask: Ask): Promise<Refusal | undefined> {
  for (const budget of ask.budgets) {
    const refusal = await grant(store, pool, budget, ask);
    if (refusal) return refusal;
  }
  return undefined;
}

async function grant(
  store: BudgetStore,
  pool: LeasePool,
  budget: Budget,
  ask: Ask,
): Promise<Refusal | undefined> {
  const part = pool.parts.find((other) => other.budget.id === budget.id);
  const lacking = { one: ask.one, batch: ask.batch };
  if (part) {
    const rest = part.lease.cost - pool.spent;
    lacking.one = Math.max(0, ask.one - rest);
    lacking.batch = Math.max(0, ask.batch - rest);
  }
  const done = await compareAndSet<Refusal | 'granted'>('budget', async () => {
    const item = await presentPeriod(store, ask.program, budget, ask.at);
    const room = roomIn(item, budget, ask);
    if (!room) return { refusedBy: budget.id, why: 'no-rate' };
    const microsFor = (cost: number): number => Number(convert(BigInt(cost), room.rate, 'up'));
    const micros = leaseSize(room.limit - item.held, microsFor(lacking.one), microsFor(lacking.batch));
    if (micros < microsFor(lacking.one)) return { refusedBy: budget.id, why: 'budget' };
    const covers = micros === microsFor(lacking.one) ? lacking.one : costCovered(micros, room.rate, lacking);
    const before = part?.lease;
    const lease: Lease = {
      micros: micros + (before?.micros ?? 0),
      cost: covers + (before?.cost ?? 0),
      ...ask.times,
    };
    // Where another budget's part was the smaller one, this budget grants no money: only the end moves, cut or no
    // cut.
    const heldMax = micros === 0 ? Number.MAX_SAFE_INTEGER : room.limit - micros;
    const key = { budget: budget.id, start: item.start, id: pool.id };
    if (await put(store, key, { before, lease }, { version: item.version, heldMax })) {
      if (part) part.lease = lease;
      else pool.parts.push({ budget, start: item.start, lease });
      return 'granted';
    }
    if (before && !isSame((await store.read(budget.id, item.start))?.leases[pool.id], before))
      throw new Unavailable('a lease was settled while it was in use: the clocks are apart');
    return undefined;
  });
  return done === 'granted' ? undefined : done;
}

interface Room {
  limit: number;
  rate: Rate;
}

/** The amount in force in the item's currency, and the rate from the price's currency. */
function roomIn(item: PeriodItem, budget: Budget, { program, rates, currency, at }: Ask): Room | undefined {
  const { day } = placeOf(at, program.timeZone);
  const limit = limitIn(item.currency, inForceOf(budget, item.book), rates, day);
  const rate = rates(currency, item.currency, day);
  return limit === undefined || !rate ? undefined : { limit, rate };
}

/** What a grant may pay for, rounded down, so that a lease never pays for more than it took. */
const costCovered = (
  micros: number,
  { num, den }: Rate,
  { one, batch }: { one: number; batch: number },
): number => Math.max(one, Math.min(batch, Number(convert(BigInt(micros), { num: den, den: num }, 'down'))));

async function put(
  store: BudgetStore,
  key: LeaseKey,
  { before, lease }: { before: Lease | undefined; lease: Lease },
  condition: GrantCondition,
): Promise<boolean> {
  const done = before
    ? await store.grow(key, before, lease, condition)
    : await store.grant(key, lease, condition);
  if (done) return true;
  // A grant whose response was lost and that was retried reads as refused; the stored item shows whether it was granted.
  const stored = (await store.read(key.budget, key.start))?.leases[key.id];
  return isSame(stored, lease);
}

const isSame = (a: Lease | undefined, b: Lease): boolean =>
  a?.micros === b.micros && a.cost === b.cost && a.until === b.until;
