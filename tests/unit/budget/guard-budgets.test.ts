import { beforeEach, describe, expect, test } from 'vitest';
import { approveDecision, revertDecision } from '../../../lib/application/budget/decide-budget.ts';
import { guardBudgets } from '../../../lib/application/budget/guard-budgets.ts';
import type { Fact } from '../../../schemas/facts.ts';
import { budgetWorld, DAY, guard, HOUR, micros, program, START } from '../../support/budget-world.ts';
import { moneyProgram } from '../../support/program.ts';

let { world, events, letters, failures, ports, spend, order, project, run, view, dip } = budgetWorld();
beforeEach(() => {
  ({ world, events, letters, failures, ports, spend, order, project, run, view, dip } = budgetWorld());
});

describe('a dip in return', () => {
  test("cuts the budget once, announces the contract's event on the bus and sends finance a message to act on", async () => {
    await dip();
    expect(await run()).toBe(0);
    expect((await view()).inForce).toEqual({ amount: '800.00', currency: 'EUR' });
    const eur = (amount: string) => ({ amount, currency: 'EUR' });
    expect(events).toEqual([
      {
        type: 'Budget Cut',
        at: START,
        detail: {
          budget: 'sms',
          channel: 'sms',
          from: eur('1000.00'),
          to: eur('800.00'),
          metric: 'roi',
          threshold: 1.5,
          value: 0.5,
          window: 'P7D',
          spend: eur('600.00'),
          spendOfSends: eur('0.00'),
          spendOutside: eur('600.00'),
          revenue: eur('300.00'),
          conversions: 10,
          confidence: 0.999987,
          decision: 1,
          status: 'applied',
          decidedAt: '2026-11-20T10:00:00.000Z',
          enforced: true,
          holdsBack: eur('200.00'),
        },
      },
    ]);
    expect(letters).toHaveLength(1);
    expect(letters[0]?.subject).toBe('Budget sms was cut: 1000.00 EUR -> 800.00 EUR');
    for (const words of [
      'sms',
      '1000.00 EUR -> 800.00 EUR',
      'over the last 7 days',
      'revenue over cost (what advertisers call ROAS)',
      'its own sends, which were 0.00 EUR (0 %) of the 600.00 EUR spent',
      'The other 600.00 EUR were spent outside Cairn',
      'Until 1 December 2026 at 00:00 UTC sends may cost 800.00 EUR more; before the cut it was 1000.00 EUR',
      'from 13 November 2026 at 10:00 UTC to 20 November 2026 at 10:00 UTC',
      '600.00 EUR spent',
      '300.00 EUR net revenue',
      '10 conversions',
      'How sure: over 99.9 %',
      'POST https://api.test/v1/budgets/sms/decisions/1/revert',
      'curl -X POST',
      'https://api.test/v1/budgets/sms/adjust',
      'until the period ends (1 December 2026 at 00:00 UTC)',
    ])
      expect(letters[0]?.text).toContain(words);
    expect(letters[0]?.text).not.toMatch(/\d{4}-\d\d-\d\d|P7D/);
    world.now += HOUR;
    await run();
    expect(events).toHaveLength(1);
    expect((await view()).guard).toMatchObject({ lookedAt: '2026-11-20T11:00:00.000Z', found: 'cooldown' });
  });

  test('compounds a day later, then proposes a cut, whose approval counts and is announced', async () => {
    await dip();
    for (let days = 0; days < 3; days += 1) {
      await run();
      world.now += DAY;
    }
    expect((await view()).inForce.amount).toBe('640.00');
    expect(events.map(({ type, detail }) => [type, detail['decision']])).toEqual([
      ['Budget Cut', 1],
      ['Budget Cut', 2],
      ['Budget Cut Proposed', 3],
    ]);
    expect(letters[2]?.text).toContain('To agree: POST https://api.test/v1/budgets/sms/decisions/3/approve');
    await run();
    expect((await view()).guard?.found).toBe('awaiting-approval');
    const word = { budget: 'sms', n: 3, by: 'ann' };
    expect(await approveDecision(ports, program(), word)).toMatchObject({
      ok: true,
      body: { n: 3, status: 'applied', acts: [{ what: 'approved', by: 'ann' }] },
    });
    expect((await view()).inForce.amount).toBe('512.00');
    expect(events.at(-1)).toMatchObject({ type: 'Budget Cut', detail: { decision: 3, status: 'applied' } });
    expect(await approveDecision(ports, program(), word)).toMatchObject({ ok: false, status: 409 });
  });

  test('is evaluated once an hour, even if the schedule is a little early', async () => {
    await run();
    await dip();
    world.now += 54 * 60_000;
    await run();
    expect(events).toHaveLength(0);
    world.now += 2 * 60_000;
    await run();
    expect(events).toHaveLength(1);
  });

  test('that has left the window is ignored, to the hour', async () => {
    await project(
      order(30, START - 7 * DAY - 1, 'email'),
      spend(700, START - DAY),
      order(1100, START - 7 * DAY - 1),
      order(1100, START - 7 * DAY),
    );
    await run();
    expect((await view()).guard).toMatchObject({
      found: 'return-holds',
      evidence: { conversions: 1, revenue: { amount: '1100.00' } },
    });
    world.now += HOUR;
    await run();
    expect((await view()).guard).toMatchObject({ found: 'no-orders' });
  });

  test("includes the first day's outside spend by the hours inside the window", async () => {
    await project(spend(240, START - 7 * DAY), spend(600, START), order(3000));
    await run();
    // 14 of the 24 hours.
    expect((await view()).guard?.evidence?.spend.amount).toBe('740.00');
  });

  test('of sends counts like outside spend', async () => {
    const send = (i: number): Fact => ({
      type: 'send-cost',
      sendId: `s${i}`,
      channel: 'sms',
      at: world.now,
      amount: micros(6),
      currency: 'EUR',
      rev: 1,
    });
    await project(...Array.from({ length: 100 }, (_, i) => send(i)), order(30, world.now, 'email'));
    await run();
    expect(events[0]).toMatchObject({
      type: 'Budget Cut',
      detail: {
        spend: { amount: '600.00' },
        spendOfSends: { amount: '600.00' },
        spendOutside: { amount: '0.00' },
        conversions: 0,
      },
    });
    expect(letters[0]?.text).toContain('its own sends, which were all of the 600.00 EUR spent');
  });
});

describe('an announcement', () => {
  test.each(['bus', 'finance'] as const)(
    'that the %s did not take is repeated at the next run, while the cut stays in force',
    async (part) => {
      await dip();
      world.broken = part;
      expect(await run()).toBe(1);
      expect(failures).toEqual(['sms']);
      expect((await view()).inForce.amount).toBe('800.00');
      world.broken = undefined;
      world.now += 60_000;
      expect(await run()).toBe(0);
      expect(letters).toHaveLength(1);
      expect(new Set(events.map(({ detail }) => detail['decision']))).toEqual(new Set([1]));
      await run();
      expect(letters).toHaveLength(1);
    },
  );

  test('of a revert that failed leaves it stored and is repeated at the next run', async () => {
    await dip();
    await run();
    world.broken = 'bus';
    expect(
      await revertDecision(ports, program(), { budget: 'sms', n: 1, by: 'ann', reason: 'no' }),
    ).toMatchObject({
      ok: true,
    });
    expect(failures).toEqual(['sms']);
    world.broken = undefined;
    await run();
    expect(events.at(-1)?.type).toBe('Budget Cut Reverted');
  });

  test('one failing budget does not keep the others from being guarded', async () => {
    await dip();
    const both = moneyProgram({
      timeZone: 'UTC',
      budgets: {
        a: { id: 'a', channel: 'sms', amount: '10 EUR', timeZone: 'Nowhere/At_All' },
        sms: { id: 'sms', channel: 'sms', amount: '1000.00 EUR', guard },
      },
    });
    expect(await guardBudgets(ports, both, { apiUrl: '', now: world.now })).toBe(1);
    expect(events).toHaveLength(1);
  });
});

describe('alerts', () => {
  test('outside spend beyond the amount is announced once a period, with or without a guard', async () => {
    const plain = program('500.00 EUR', { guard: undefined });
    await project(spend(499));
    await run(plain);
    expect(events).toHaveLength(0);
    await project(spend(2, world.now - DAY));
    await run(plain);
    await run(plain);
    expect(events).toMatchObject([
      {
        type: 'Budget Alert',
        detail: { alert: 'overspent-outside', spent: '501.00 EUR', inForce: '500.00 EUR' },
      },
    ]);
    expect(letters[0]?.text).toContain('501.00 EUR');
    world.now = Date.parse('2026-12-02T10:00:00Z');
    await project(spend(501));
    await run(plain);
    expect(events).toHaveLength(2);
  });

  test('spend without any order alerts and does not cut', async () => {
    await project(spend(600));
    await run();
    world.now += HOUR;
    await run();
    expect(events).toMatchObject([{ type: 'Budget Alert', detail: { alert: 'no-orders' } }]);
    expect((await view()).inForce.amount).toBe('1000.00');
  });
});
