// I5, over seeds: instances that run concurrently, crash, lose responses and write late never get more granted than
// is in force, and once everything is settled a budget holds exactly what its sends cost.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inMemoryBudgetStore } from '../../lib/adapters/in-memory/budget-store.ts';
import { leaseBudget } from '../../lib/application/budget/lease-budget.ts';
import { settleLeases } from '../../lib/application/budget/settle-leases.ts';
import { type Book, type Cut, type Evidence, ppmOf } from '../../lib/domain/budget/book.ts';
import { inForceOf } from '../../lib/domain/budget/limits.ts';
import { parseMoney } from '../../lib/domain/money/money.ts';
import type { BudgetStore, LeaseKey } from '../../lib/ports/budget-store.ts';
import type { Spender } from '../../lib/ports/spender.ts';
import type { Program } from '../../schemas/program.ts';
import { type Random, seeded, upTo, withHazards } from '../support/chaos.ts';
import { moneyProgram } from '../support/program.ts';

const LEASE_MS = 60_000;
const TIMEOUT_MS = 30_000;
const PERIOD = '2026-11-01';
const START = Date.parse('2026-11-20T10:00:00Z');
const PRICE = 80_000;

interface World {
  program: Program;
  store: BudgetStore;
  /** Cost per lease of sends that reached `calling`. */
  sends: { lease: string; cost: number }[];
  now: number;
  passed: string[];
}

/** Checks every grant: what is held right after it must be within the amount in force by the book of that moment. */
function watched(inner: BudgetStore, program: () => Program, passed: string[]): BudgetStore {
  const judge = async (
    grant: Promise<boolean>,
    { budget, start }: LeaseKey,
    more: number,
  ): Promise<boolean> => {
    // Read in the same tick as the grant, so that a cut right after it does not matter.
    const reading = inner.read(budget, start);
    if (!(await grant)) return false;
    const item = await reading;
    const limit = inForceOf(program().budgets[budget]!, item!.book).amount.micros;
    if (more > 0 && item!.held > limit) passed.push(`${budget}: ${item!.held} held of ${limit}`);
    return true;
  };
  return {
    ...inner,
    grant: (key, lease, condition) => judge(inner.grant(key, lease, condition), key, lease.micros),
    grow: (key, expected, next, condition) =>
      judge(inner.grow(key, expected, next, condition), key, next.micros - expected.micros),
  };
}

const sumOfLease = (world: World) => async (lease: string) =>
  world.sends.filter((send) => send.lease === lease).reduce((sum, send) => sum + send.cost, 0);

const settle = (world: World, budgets: BudgetStore) =>
  settleLeases({ budgets, sends: { sumOfLease: sumOfLease(world) } }, world.now);

/**
 * An instance sends a batch: takes, then claims (the send is recorded), or crashes in between, or the provider
 * refuses.
 */
async function runBatch(world: World, spender: Spender, random: Random): Promise<void> {
  for (let rest = 1 + upTo(random, 10); rest > 0; rest -= 1) {
    const parts = 1 + upTo(random, 3);
    const cost = { micros: PRICE * parts, currency: 'EUR' };
    const batch = { micros: PRICE * (parts + rest - 1), currency: 'EUR' };
    const taken = await spender.take(world.program, 'sms', { cost, batch, at: world.now });
    if ('refusedBy' in taken || !taken.lease) continue;
    const { lease } = taken;
    const dice = random();
    if (dice < 0.1) throw new Error('crashed before calling');
    if (dice < 0.2) spender.giveBack(lease, cost);
    else world.sends.push({ lease, cost: cost.micros });
    if (dice > 0.95) throw new Error('crashed after calling');
  }
}

const cutBook = (book: Book, program: Program): Book => {
  const published = parseMoney(program.budgets['a']!.amount);
  const cut: Cut = {
    kind: 'cut',
    status: 'applied',
    channel: 'sms',
    ppm: ppmOf('20%'),
    evidence: {} as Evidence,
    n: book.nextN,
    at: 0,
    by: 'guard',
    reason: '',
    from: published,
    to: published,
    published,
    acts: [],
    announced: true,
  };
  return { ...book, decisions: [...book.decisions, cut], nextN: book.nextN + 1 };
};

async function cut({ store, program }: World, random: Random): Promise<void> {
  for (let turns = upTo(random, 60); turns > 0; turns -= 1) await Promise.resolve();
  const item = await store.read('a', PERIOD);
  if (item) await store.putBook('a', PERIOD, item.version, cutBook(item.book, program));
}

async function simulate(seed: number, hazards: boolean, program: Program): Promise<World> {
  const random = seeded(seed);
  const world: World = { program, store: inMemoryBudgetStore(), sends: [], now: START, passed: [] };
  const honest = watched(world.store, () => world.program, world.passed);
  const chance = hazards ? 0.04 : 0;
  const { port, settled } = withHazards(honest, {
    random,
    refuse: chance,
    loseAnswer: chance,
    landLate: chance,
  });
  let ids = 0;
  const start = () =>
    leaseBudget(port, { leaseMs: LEASE_MS, graceMs: 2 * TIMEOUT_MS, newId: () => `l${ids++}` });
  let instances = Array.from({ length: 4 }, start);
  for (let round = 0; round < 12; round += 1) {
    // A batch that failed takes its instance with it, like a crash.
    const running = instances.map((spender) => runBatch(world, spender, random));
    const settling = random() > 0.6 ? [settle(world, port)] : [];
    const cutting = random() < 0.15 ? [cut(world, random)] : [];
    const results = await Promise.allSettled([...running, ...settling, ...cutting]);
    instances = instances.map((spender, i) => (results[i]?.status === 'fulfilled' ? spender : start()));
    await settled();
    world.now += upTo(random, random() < 0.2 ? 400_000 : 90_000);
  }
  world.now += 3_600_000;
  await settle(world, world.store);
  return world;
}

const program = (...amounts: string[]) =>
  moneyProgram({
    budgets: Object.fromEntries(
      amounts.map((amount, i) => ['ab'[i], { id: 'ab'[i], channel: 'sms', amount }]),
    ),
  });

for (const [name, hazards] of [
  ['with crashes, lost responses and late writes', true],
  ['without hazards', false],
] as const)
  test(`I5: no budget is overspent at any concurrency, ${name}, and unspent money is returned`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.constantFrom('3.00 EUR', '20.00 EUR', '500.00 EUR'),
        async (seed, amount) => {
          const world = await simulate(seed, hazards, program(amount));
          expect(world.passed).toEqual([]);
          const spent = world.sends.reduce((sum, send) => sum + send.cost, 0);
          expect(spent).toBeLessThanOrEqual(parseMoney(amount).micros);
          const item = await world.store.read('a', PERIOD);
          expect(item?.leases ?? {}).toEqual({});
          expect(item?.held ?? 0).toBe(spent);
        },
      ),
      { numRuns: 100 },
    );
  });

test('I5: of two budgets on one channel both bind, and both end up holding what was spent', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.constantFrom('2.00 EUR', '500.00 EUR'),
      fc.constantFrom('4.00 EUR', '1.00 EUR'),
      async (seed, a, b) => {
        const world = await simulate(seed, true, program(a, b));
        const spent = world.sends.reduce((sum, send) => sum + send.cost, 0);
        expect(world.passed).toEqual([]);
        expect(spent).toBeLessThanOrEqual(Math.min(parseMoney(a).micros, parseMoney(b).micros));
        for (const id of ['a', 'b']) expect((await world.store.read(id, PERIOD))?.held ?? 0).toBe(spent);
      },
    ),
    { numRuns: 60 },
  );
});
