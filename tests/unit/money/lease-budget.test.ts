import { beforeEach, describe, expect, test } from 'vitest';
import { inMemoryBudgetStore } from '../../../lib/adapters/in-memory/budget-store.ts';
import { leaseBudget } from '../../../lib/application/budget/lease-budget.ts';
import { settleLeases } from '../../../lib/application/budget/settle-leases.ts';
import { leaseSize, unspentOf } from '../../../lib/domain/budget/lease.ts';
import type { BudgetStore } from '../../../lib/ports/budget-store.ts';
import type { Spender } from '../../../lib/ports/spender.ts';
import { moneyProgram } from '../../support/program.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const CENT = 10_000;
const euro = (cents: number) => ({ micros: cents * CENT, currency: 'EUR' });
const budget = (id: string, amount: string, more = {}) => ({ [id]: { id, channel: 'sms', amount, ...more } });

describe('the size of a lease', () => {
  test('is the cost of the batch, up to a 64th of what is left', () => {
    expect(leaseSize(64_000, 10, 100)).toBe(100);
    expect(leaseSize(64_000, 10, 5_000)).toBe(1_000);
  });
  test('is always enough for one message if the rest covers it', () => {
    expect(leaseSize(100, 80, 800)).toBe(80);
    expect(leaseSize(80, 80, 800)).toBe(80);
    expect(leaseSize(79, 80, 800)).toBe(0);
    expect(leaseSize(-5, 80, 800)).toBe(0);
  });
  test('rounds what is returned so that it is never too much', () => {
    const lease = { micros: 100, cost: 30, until: 0, settleAfter: 0 };
    expect(unspentOf(lease, 10)).toBe(66);
    expect(unspentOf(lease, 30)).toBe(0);
    expect(unspentOf(lease, 31)).toBe(-4);
  });
});

describe('the pool', () => {
  let store: BudgetStore;
  let spender: Spender;
  let ids: number;
  const newSpender = () => leaseBudget(store, { leaseMs: 60_000, graceMs: 60_000, newId: () => `l${++ids}` });
  const take = (program: ReturnType<typeof moneyProgram>, cents: number, batch = cents, at = NOW) =>
    spender.take(program, 'sms', { cost: euro(cents), batch: euro(batch), at });
  const held = async (id = 'a', start = '2026-11-01') => (await store.read(id, start))?.held;
  beforeEach(() => {
    ids = 0;
    store = inMemoryBudgetStore();
    spender = newSpender();
  });

  test('needs no lease if no budget limits the channel', async () => {
    expect(await take(moneyProgram(), 8)).toEqual({});
    expect(
      await spender.take(moneyProgram({ budgets: budget('a', '1 EUR') }), 'email', {
        cost: euro(1),
        batch: euro(1),
        at: NOW,
      }),
    ).toEqual({});
  });

  test('pays a batch from one lease, in one update', async () => {
    const program = moneyProgram({ budgets: budget('a', '1000 EUR') });
    const leases = await Promise.all(Array.from({ length: 10 }, () => take(program, 8, 80)));
    expect(new Set(leases.map((l) => 'lease' in l && l.lease))).toEqual(new Set(['l1']));
    expect(await held()).toBe(80 * CENT);
  });

  test('allows the last cent to be spent, and not one more', async () => {
    const program = moneyProgram({ budgets: budget('a', '1 EUR') });
    for (let i = 0; i < 12; i += 1) expect(await take(program, 8, 80)).toHaveProperty('lease');
    expect(await take(program, 8)).toEqual({ refusedBy: 'a', why: 'budget' });
    expect(await take(program, 4)).toHaveProperty('lease');
    expect(await take(program, 1)).toEqual({ refusedBy: 'a', why: 'budget' });
  });

  test('pays for the next message with what was returned', async () => {
    const program = moneyProgram({ budgets: budget('a', '0.08 EUR') });
    const first = await take(program, 8);
    expect(await take(program, 8)).toHaveProperty('refusedBy');
    if ('lease' in first && first.lease) spender.giveBack(first.lease, euro(8));
    expect(await take(program, 8)).toEqual(first);
  });

  test('I5: takes nothing from a lease that has ended, even if it was not spent', async () => {
    const program = moneyProgram({ budgets: budget('a', '0.16 EUR') });
    const first = await take(program, 8);
    if ('lease' in first && first.lease) spender.giveBack(first.lease, euro(8));
    await settleLeases({ budgets: store, sends: { sumOfLease: async () => 0 } }, NOW + 60_000 + 59_999);
    expect(await held()).toBe(8 * CENT);
    await settleLeases({ budgets: store, sends: { sumOfLease: async () => 0 } }, NOW + 120_000);
    expect(await held()).toBe(0);
    expect(await take(program, 8, 8, NOW + 120_000)).toEqual({ lease: 'l2' });
    expect(await held()).toBe(8 * CENT);
  });

  test('I5: keeps money in flight held while only the rest is returned', async () => {
    const program = moneyProgram({ budgets: budget('a', '1000 EUR') });
    await take(program, 8, 80);
    await settleLeases({ budgets: store, sends: { sumOfLease: async () => 8 * CENT } }, NOW + 200_000);
    expect(await held()).toBe(8 * CENT);
  });

  test('I5: a cut below what is held stops sending at once, and instances that computed before it are refused', async () => {
    const program = moneyProgram({ budgets: budget('a', '1 EUR') });
    await take(program, 50);
    const lowered = moneyProgram({ budgets: budget('a', '0.40 EUR') });
    expect(await take(lowered, 8)).toEqual({ refusedBy: 'a', why: 'budget' });
  });

  test("uses a separate budget in a new period, in the budget's zone", async () => {
    const program = moneyProgram({ budgets: budget('a', '0.08 EUR', { timeZone: 'Asia/Shanghai' }) });
    expect(await take(program, 8)).toHaveProperty('lease');
    const midnight = Date.parse('2026-11-30T16:00:00Z');
    expect(await take(program, 8, 8, midnight - 1)).toHaveProperty('refusedBy');
    expect(await take(program, 8, 8, midnight)).toHaveProperty('lease');
    expect([await held(), await held('a', '2026-12-01')]).toEqual([8 * CENT, 8 * CENT]);
  });

  test('applies the strictest of several budgets on a channel, without losing leases of the others', async () => {
    const program = moneyProgram({ budgets: { ...budget('a', '100 EUR'), ...budget('b', '0.10 EUR') } });
    expect(await take(program, 8)).toHaveProperty('lease');
    for (let i = 0; i < 20; i += 1) expect(await take(program, 8)).toEqual({ refusedBy: 'b', why: 'budget' });
    expect([await held('a'), await held('b')]).toEqual([16 * CENT, 8 * CENT]);
  });

  test('holds a budget in another currency in its own, at the rate of the day, rounded up', async () => {
    const rates = [{ currency: 'CNY', from: '2026-01-01', rate: '0.13' }];
    const program = moneyProgram({ rates, budgets: budget('a', '50 CNY') });
    expect(await take(program, 8)).toHaveProperty('lease');
    // 0.08 / 0.13 = 0.615384615...
    expect(await held()).toBe(615_385);
    expect(await take(program, 650)).toEqual({ refusedBy: 'a', why: 'budget' });
  });

  test('refuses a budget in a currency without a rate, with the reason', async () => {
    const program = moneyProgram({ budgets: budget('a', '50 CNY') });
    expect(await take(program, 8)).toEqual({ refusedBy: 'a', why: 'no-rate' });
  });

  test('keeps what a budget holds when its currency changes within the period', async () => {
    const rates = [{ currency: 'USD', from: '2026-01-01', rate: '0.5' }];
    expect(await take(moneyProgram({ rates, budgets: budget('a', '0.10 EUR') }), 8)).toHaveProperty('lease');
    const changed = moneyProgram({ rates, budgets: budget('a', '0.20 USD') });
    expect(await take(changed, 8)).toEqual({ refusedBy: 'a', why: 'budget' });
    expect(await take(changed, 2)).toHaveProperty('lease');
  });
});
