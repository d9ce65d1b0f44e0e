// A channel that Cairn only measures, from its file to the alert: visits count by its alias, spend is reported, the return is
// judged, and the news says that Cairn can hold back nothing.
import { beforeEach, describe, expect, test } from 'vitest';
import { leaseBudget } from '../../../lib/application/budget/lease-budget.ts';
import { roiReport } from '../../../lib/application/money/roi-report.ts';
import { checkProgram } from '../../../lib/domain/program/check.ts';
import type { Program } from '../../../schemas/program.ts';
import { budgetWorld, DAY, guard, micros, START } from '../../support/budget-world.ts';
import { actorWorld, event, USER } from '../actor/world.ts';

const FILES: Record<string, unknown> = {
  'program.json': { currency: 'EUR', timeZone: 'UTC', purposes: {} },
  'channels/google-ads.json': { id: 'google-ads', aliases: ['google_ads', 'cpc', 'ppc'] },
  'channels/email.json': { id: 'email', price: '0.001 EUR' },
  'channels/sms.json': { id: 'sms', price: '0.08 EUR' },
  'budgets/google-ads.json': { id: 'google-ads', channel: 'google-ads', amount: '1000.00 EUR', guard },
};

function programOf(files: Record<string, unknown> = {}): Program {
  const { program, findings } = checkProgram({ ...FILES, ...files });
  if (!program) throw new Error(JSON.stringify(findings));
  return program;
}

let w = budgetWorld();
beforeEach(() => {
  w = budgetWorld();
});

/** The orders of people who came by these media. */
async function ordersAfter(program: Program, ...media: string[]): Promise<void> {
  const actor = actorWorld();
  await actor.publish(program);
  for (const [i, medium] of media.entries()) {
    const context = { campaign: { name: 'autumn', medium } };
    const properties = { order_id: `o-${i}`, revenue: 40, currency: 'EUR' };
    await actor.post(USER.slice(0, -1) + i, [
      event(`v${i}`, 'Landing', { kind: 'page', context, occurredAt: START - 1000 }),
      event(`o${i}`, 'Order Completed', { properties, occurredAt: START }),
    ]);
  }
  await w.project(...actor.facts.items.map(({ body }) => body));
}

describe('an outside channel', () => {
  test('needs no price; visits by any of its aliases are its orders, whatever their case', async () => {
    const program = programOf();
    await ordersAfter(program, 'CPC', 'google_ads', 'Google-Ads', 'email');
    await w.project(w.spend(60, START, 'google-ads'));
    const report = await roiReport(w.money, program, { from: '2026-11-20', to: '2026-11-20', model: 'last' });
    expect(report.rows.find(({ channel }) => channel === 'google-ads')).toMatchObject({
      spend: { amount: '60.00' },
      revenue: { amount: '120.00' },
      roi: 2,
      conversions: 3,
      sends: 0,
    });
  });

  test('that does not earn its spend is cut on paper: finance and the bus hear that it must be lowered elsewhere', async () => {
    const program = programOf();
    await ordersAfter(program, 'cpc', 'cpc');
    await w.project(w.spend(600, START, 'google-ads'));
    await w.run(program);
    expect(w.events).toMatchObject([
      {
        type: 'Budget Cut',
        detail: {
          budget: 'google-ads',
          channel: 'google-ads',
          to: { amount: '800.00' },
          spendOfSends: { amount: '0.00' },
          spendOutside: { amount: '600.00' },
          enforced: false,
          holdsBack: { amount: '0.00' },
        },
      },
    ]);
    const [letter] = w.letters;
    expect(letter?.subject).toBe('Please lower google-ads: its budget was cut, 1000.00 EUR -> 800.00 EUR');
    expect(letter?.text).toContain('What Cairn can hold back: nothing.');
    expect(letter?.text).toContain('("Budget Cut", "enforced": false)');
    expect(letter?.text).not.toContain('sends may cost');
  });

  test('that spends more than its amount raises an alert that says the same', async () => {
    const plain = programOf({
      'budgets/google-ads.json': { ...Object(FILES['budgets/google-ads.json']), guard: undefined },
    });
    await w.project(w.spend(1001, START, 'google-ads'));
    await w.run(plain);
    expect(w.events).toMatchObject([
      {
        type: 'Budget Alert',
        detail: { alert: 'overspent-outside', channel: 'google-ads', enforced: false },
      },
    ]);
    expect(w.letters[0]?.text).toContain('Cairn can hold back nothing of it');
  });
});

describe('a channel that Cairn sends on', () => {
  const smsBudget = { id: 'sms', channel: 'sms', amount: '1000.00 EUR', guard };

  test('is told apart into its own sends and outside spend, and what is left to hold back', async () => {
    const program = programOf({ 'budgets/sms.json': smsBudget });
    const cost = { micros: micros(900), currency: 'EUR' };
    const spender = leaseBudget(w.budgets, { leaseMs: DAY, graceMs: DAY, newId: () => 'l' });
    await spender.take(program, 'sms', { cost, batch: cost, at: START });
    const sent = {
      type: 'send-cost',
      sendId: 's',
      channel: 'sms',
      at: START,
      currency: 'EUR',
      rev: 1,
    } as const;
    await w.project({ ...sent, amount: micros(900) }, w.spend(300), w.order(30));
    await w.run(program);
    expect(w.events[0]?.detail).toMatchObject({
      spendOfSends: { amount: '900.00' },
      spendOutside: { amount: '300.00' },
      holdsBack: { amount: '100.00' },
      enforced: true,
    });
    expect(w.letters[0]?.text).toContain(
      'its own sends, which were 900.00 EUR (75 %) of the 1200.00 EUR spent',
    );
    expect(w.letters[0]?.text).toContain(
      "900.00 EUR of this period's budget is already taken by sends. No further send is paid until 1 December 2026 at 00:00 UTC (before the cut, 100.00 EUR more)",
    );
  });

  test('at no price is not held back by any budget either', async () => {
    const program = programOf({ 'budgets/sms.json': smsBudget, 'channels/sms.json': { id: 'sms' } });
    await w.project(w.spend(600), w.order(30));
    await w.run(program);
    expect(w.events[0]?.detail).toMatchObject({ enforced: false, holdsBack: { amount: '0.00' } });
  });
});
