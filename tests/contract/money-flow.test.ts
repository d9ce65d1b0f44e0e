// Money on real databases: instances that project the same facts concurrently, and instances that lease from one
// budget concurrently, end where the in-memory property tests say they must.
import { expect, test } from 'vitest';
import { dynamoBudgetStore } from '../../lib/adapters/dynamodb/budget-store.ts';
import { dynamoMoneyStore } from '../../lib/adapters/dynamodb/money-store.ts';
import { leaseBudget } from '../../lib/application/budget/lease-budget.ts';
import { settleLeases } from '../../lib/application/budget/settle-leases.ts';
import { projectFacts } from '../../lib/application/money/project-facts.ts';
import type { Fact } from '../../schemas/facts.ts';
import { seeded, shuffled, upTo } from '../support/chaos.ts';
import { moneyProgram } from '../support/program.ts';
import { lastTouch, recomputeTotals, ZONE } from '../support/recompute.ts';
import { forEachDatabase } from './databases.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const profile = `u-${'x'.repeat(22)}`;

function someFacts(): Fact[] {
  const random = seeded(11);
  return Array.from({ length: 24 }, (_, i): Fact => {
    const at = NOW + upTo(random, 600_000);
    const common = { orderId: `o${i % 5}`, profile, at, currency: 'EUR' };
    if (i % 3 === 0)
      return {
        type: 'send-cost',
        sendId: `s${i}`,
        channel: 'sms',
        at,
        amount: 80_000,
        currency: 'EUR',
        rev: 1,
      };
    if (i % 3 === 1)
      return { type: 'refund', refundId: `r${i}`, acceptedAt: i, amount: 1_000 + i, ...common };
    const touchpoints = [{ at: NOW, channel: i % 2 ? 'sms' : 'email', kind: 'click' as const }];
    return {
      type: 'conversion',
      eventId: `e${i}`,
      acceptedAt: 100 - i,
      index: 0,
      revenue: 9_999_999 + i,
      touchpoints,
      ...common,
    };
  });
}

forEachDatabase('money', (database) => {
  test('facts projected by four instances at once, each twice, give the totals of a naive computation', async () => {
    const { client, tables } = await database();
    const store = dynamoMoneyStore(client, tables.money);
    const facts = someFacts();
    const posted = shuffled(seeded(3), [...facts, ...facts]);
    const batches = Array.from({ length: 4 }, (_, i) => posted.slice(i * 12, i * 12 + 12));
    const failures = await Promise.all(batches.map((batch) => projectFacts(store, batch, ZONE)));
    expect(failures.map(({ size }) => size)).toEqual(batches.map(() => 0));
    const found = new Map<string, unknown>();
    for (const { channel, day, total } of await store.dayTotals('2026-11-01', '2026-11-30'))
      for (const [currency, { sendCost, outside, credits }] of total.currencies) {
        const { revenue, conversions, refunded, refunds } = credits.last;
        const line = { revenue, conversions, refunded, refunds, outside, sendCost };
        const numbers = Object.fromEntries(
          Object.entries(line).map(([name, value]) => [name, Number(value)]),
        );
        if (Object.values(numbers).some(Boolean))
          found.set(`${day} ${channel} ${currency}`, { ...numbers, sends: total.sends });
      }
    expect(found).toEqual(recomputeTotals(facts, lastTouch));
  });

  test('I5: eight instances that lease from one budget at once take all of it and no more, and settle to what was spent', async () => {
    const { client, tables } = await database();
    const budgets = dynamoBudgetStore(client, tables.money);
    const program = moneyProgram({ budgets: { sms: { id: 'sms', channel: 'sms', amount: '8.00 EUR' } } });
    const cost = { micros: 80_000, currency: 'EUR' };
    const spent = new Map<string, number>();
    let ids = 0;
    const send = async (): Promise<void> => {
      const spender = leaseBudget(budgets, {
        leaseMs: 60_000,
        graceMs: 60_000,
        newId: () => `lease-${++ids}`,
      });
      for (let i = 0; i < 20; i += 1) {
        const taken = await spender.take(program, 'sms', {
          cost,
          batch: { ...cost, micros: 5 * cost.micros },
          at: NOW,
        });
        if ('lease' in taken && taken.lease)
          spent.set(taken.lease, (spent.get(taken.lease) ?? 0) + cost.micros);
      }
    };
    await Promise.all(Array.from({ length: 8 }, send));
    expect([...spent.values()].reduce((a, b) => a + b, 0)).toBe(8_000_000);
    const sends = { sumOfLease: async (lease: string) => (spent.get(lease) ?? 0) / 2 };
    const { leases } = await settleLeases({ budgets, sends }, NOW + 120_000);
    expect(leases).toBe(spent.size);
    expect(await budgets.read('sms', '2026-11-01')).toMatchObject({ held: 4_000_000, leases: {} });
  });
});
