import { beforeEach, describe, expect, test } from 'vitest';
import {
  adjustBudget,
  approveDecision,
  budgetView,
  listDecisions,
  revertDecision,
} from '../../../lib/application/budget/decide-budget.ts';
import { leaseBudget } from '../../../lib/application/budget/lease-budget.ts';
import { budgetWorld, DAY, guard, HOUR, micros, program } from '../../support/budget-world.ts';

let { world, events, budgets, ports, spend, project, run, view, dip } = budgetWorld();
let leases = 0;
beforeEach(() => {
  ({ world, events, budgets, ports, spend, project, run, view, dip } = budgetWorld());
});

describe('a cut', () => {
  test('survives publish and rollback, and ends when the amount is changed', async () => {
    await dip();
    await run();
    expect((await view(program('1000 EUR'))).inForce.amount).toBe('800.00');
    expect((await view(program('1500.00 EUR'))).inForce.amount).toBe('1500.00');
  });

  test('ends with its period; decision numbers continue, and the cooldown extends into the next period', async () => {
    world.now = Date.parse('2026-11-30T23:30:00Z');
    await dip();
    await run();
    expect((await view()).inForce.amount).toBe('800.00');
    world.now += HOUR;
    await dip();
    await run();
    expect(await view()).toMatchObject({ inForce: { amount: '1000.00' }, guard: { found: 'cooldown' } });
    expect(
      await revertDecision(ports, program(), { budget: 'sms', n: 1, by: 'ann', reason: 'no' }),
    ).toMatchObject({
      ok: false,
      status: 409,
    });
    world.now += DAY;
    await run();
    expect(events.map(({ detail }) => detail['decision'])).toEqual([1, 2]);
  });

  test('reverted by finance ends at once, is announced, and is not repeated within the cooldown', async () => {
    await dip();
    await run();
    world.now += 3 * HOUR;
    const reverted = await revertDecision(ports, program(), {
      budget: 'sms',
      n: 1,
      by: 'ann',
      reason: 'sale next week',
    });
    expect(reverted).toMatchObject({
      ok: true,
      body: { status: 'reverted', acts: [{ what: 'reverted', by: 'ann', reason: 'sale next week' }] },
    });
    expect((await view()).inForce.amount).toBe('1000.00');
    expect(events.at(-1)?.type).toBe('Budget Cut Reverted');
    world.now += 22 * HOUR;
    await run();
    expect((await view()).inForce.amount).toBe('1000.00');
    expect(
      await revertDecision(ports, program(), { budget: 'sms', n: 1, by: 'ann', reason: 'no' }),
    ).toMatchObject({
      ok: false,
      status: 409,
    });
  });

  test('I5: stops sends that the amount before it would have allowed', async () => {
    await dip();
    const spender = leaseBudget(budgets, { leaseMs: 60_000, graceMs: 60_000, newId: () => `l${++leases}` });
    const cost = { micros: micros(850), currency: 'EUR' };
    await run();
    expect(await spender.take(program(), 'sms', { cost, batch: cost, at: world.now })).toEqual({
      refusedBy: 'sms',
      why: 'budget',
    });
    await revertDecision(ports, program(), { budget: 'sms', n: 1, by: 'ann', reason: 'no' });
    expect(await spender.take(program(), 'sms', { cost, batch: cost, at: world.now })).toHaveProperty(
      'lease',
    );
  });

  test('proposed for an amount that is no longer published cannot be approved', async () => {
    await dip();
    const strict = { ...guard, approval: { above: '10%' } };
    await run(program('1000.00 EUR', { guard: strict }));
    expect(events[0]?.type).toBe('Budget Cut Proposed');
    const word = { budget: 'sms', n: 1, by: 'ann', reason: 'no' };
    expect(await approveDecision(ports, program('2000.00 EUR'), word)).toMatchObject({
      ok: false,
      status: 409,
    });
    expect(await revertDecision(ports, program('2000.00 EUR'), word)).toMatchObject({
      ok: true,
      body: { status: 'rejected' },
    });
  });
});

describe('an adjustment', () => {
  test('sets the amount for the period, up or down, with the reason', async () => {
    await dip();
    await run();
    const adjusted = await adjustBudget(ports, program(), {
      budget: 'sms',
      amount: '1200.00 EUR',
      by: 'ann',
      reason: 'sale',
    });
    expect(adjusted).toMatchObject({
      ok: true,
      body: { inForce: { amount: '1200.00' }, standing: [2], amount: { amount: '1000.00' } },
    });
    expect(events.at(-1)).toMatchObject({
      type: 'Budget Adjusted',
      detail: { from: { amount: '800.00' }, to: { amount: '1200.00' }, reason: 'sale' },
    });
    await revertDecision(ports, program(), { budget: 'sms', n: 2, by: 'ann', reason: 'no' });
    expect((await view()).inForce.amount).toBe('800.00');
    expect(
      await adjustBudget(ports, program(), { budget: 'sms', amount: '1 CNY', by: 'ann', reason: 'x' }),
    ).toMatchObject({ ok: false, status: 400 });
    expect(
      await adjustBudget(ports, program(), { budget: 'nope', amount: '1 EUR', by: 'ann', reason: 'x' }),
    ).toMatchObject({ ok: false, status: 404 });
  });

  test('is listed among the decisions, newest first, over periods, page by page', async () => {
    for (const month of ['2026-09', '2026-10', '2026-11']) {
      world.now = Date.parse(`${month}-15T00:00:00Z`);
      for (const amount of ['1 EUR', '2 EUR'])
        await adjustBudget(ports, program(), { budget: 'sms', amount, by: 'ann', reason: month });
    }
    const pages: number[][] = [];
    let cursor: string | undefined;
    do {
      const answer = await listDecisions(ports, 'sms', { limit: 4, cursor });
      if (!answer.ok) throw new Error(answer.detail);
      pages.push(answer.body.decisions.map(({ n }) => n));
      cursor = answer.body.cursor;
    } while (cursor);
    expect(pages).toEqual([
      [6, 5, 4, 3],
      [2, 1],
    ]);
    expect(await listDecisions(ports, 'nope', { limit: 4 })).toMatchObject({ ok: false, status: 404 });
  });

  test('is visible in the view with the amounts in force, held, leased, left and spent', async () => {
    const cost = { micros: micros(10), currency: 'EUR' };
    await leaseBudget(budgets, { leaseMs: 60_000, graceMs: 60_000, newId: () => 'l' }).take(
      program(),
      'sms',
      { cost, batch: cost, at: world.now },
    );
    await project(spend(5), spend(1, world.now, 'email'));
    expect(await view()).toMatchObject({
      id: 'sms',
      channel: 'sms',
      period: { start: '2026-11-01', endsAt: '2026-12-01T00:00:00.000Z', length: 'P1M', timeZone: 'UTC' },
      amount: { amount: '1000.00' },
      inForce: { amount: '1000.00' },
      held: { amount: '10.00' },
      leased: { amount: '10.00' },
      left: { amount: '990.00' },
      spent: { amount: '5.00', sends: { amount: '0.00' }, outside: { amount: '5.00' } },
      decisions: [],
      alerts: [],
    });
    expect(await budgetView(ports, program(), 'nope')).toMatchObject({ ok: false, status: 404 });
    expect(await approveDecision(ports, program(), { budget: 'sms', n: 9, by: 'ann' })).toMatchObject({
      ok: false,
      status: 404,
    });
  });
});
