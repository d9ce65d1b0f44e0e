// The guard cuts on evidence that nobody has judged yet: after a person overruled it, and in a new period.
import { beforeEach, describe, expect, test } from 'vitest';
import {
  adjustBudget,
  approveDecision,
  revertDecision,
} from '../../../lib/application/budget/decide-budget.ts';
import type { Program } from '../../../schemas/program.ts';
import { budgetWorld, DAY, guard, HOUR, micros, program, START } from '../../support/budget-world.ts';

let w = budgetWorld();
beforeEach(() => {
  w = budgetWorld();
});

const cuts = () => w.events.filter(({ type }) => type === 'Budget Cut').length;
const found = async (p?: Program) => (await w.view(p)).guard?.found;
const orders = (count: number, euros: number) => Array.from({ length: count }, () => w.order(euros));
const revert = (n: number) =>
  revertDecision(w.ports, program(), { budget: 'sms', n, by: 'ann', reason: 'a fair is on' });

async function cutAndReverted(): Promise<void> {
  await w.dip();
  await w.run();
  w.world.now += 3 * HOUR;
  await revert(1);
}

/** Runs the guard each hour for a while. */
async function watch(ms: number, p = program()): Promise<void> {
  for (const end = w.world.now + ms; w.world.now < end; w.world.now += HOUR) await w.run(p);
}

describe('after a cut was reverted', () => {
  test('the guard does not cut again on the numbers that the person knew', async () => {
    await cutAndReverted();
    await watch(6 * DAY);
    expect(cuts()).toBe(1);
    expect(await w.view()).toMatchObject({
      inForce: { amount: '1000.00' },
      guard: { found: 'awaiting-new-evidence', judgedFrom: '2026-11-20T13:00:00.000Z' },
    });
  });

  test('the same day’s spend is not new because hours pass', async () => {
    await w.project(w.spend(60_000), ...orders(10, 30));
    await w.run();
    await revert(1);
    await watch(2 * DAY);
    expect(cuts()).toBe(1);
  });

  test('it cuts on as much new spend as atLeast asks for, and says since when it judged', async () => {
    await cutAndReverted();
    w.world.now += DAY;
    await w.project(w.spend(499));
    await w.run();
    expect([cuts(), await found()]).toEqual([1, 'awaiting-new-evidence']);
    await w.project(w.spend(1, w.world.now - HOUR));
    w.world.now += HOUR;
    await w.run();
    expect(cuts()).toBe(2);
    expect(w.events.at(-1)?.detail).toMatchObject({
      decision: 2,
      spend: { amount: '500.00' },
      conversions: 0,
    });
    expect(w.letters.at(-1)?.text).toContain(
      'Why: since a person last decided the channel sms returned 0 for',
    );
  });

  test('new spend with orders that earn it leads to no cut', async () => {
    await cutAndReverted();
    w.world.now += DAY;
    await w.project(w.spend(600), ...orders(40, 30));
    await w.run();
    expect([cuts(), await found()]).toEqual([1, 'return-holds']);
  });

  test('spend that is reported later for the days before counts as new', async () => {
    await cutAndReverted();
    await w.project(w.spend(600, START - 2 * DAY));
    w.world.now += DAY;
    await w.run();
    expect(cuts()).toBe(2);
  });

  test('a corrected row counts only with its difference', async () => {
    const row = w.spend(600);
    await w.project(row, ...orders(10, 30));
    await w.run();
    w.world.now += HOUR;
    await revert(1);
    await w.project({ ...row, amount: micros(900), acceptedAt: w.world.now } as typeof row);
    await watch(2 * DAY);
    expect(cuts()).toBe(1);
  });
});

describe('after', () => {
  test('an adjustment the guard waits for new evidence too, though nothing was cut before', async () => {
    await w.dip();
    await adjustBudget(w.ports, program(), {
      budget: 'sms',
      amount: '1200 EUR',
      by: 'ann',
      reason: 'a fair',
    });
    await watch(3 * DAY);
    expect([cuts(), await found()]).toEqual([0, 'awaiting-new-evidence']);
    await w.project(w.spend(700));
    await w.run();
    expect((await w.view()).inForce.amount).toBe('960.00');
  });

  test('a proposed cut was turned down, it is not proposed again on the same numbers', async () => {
    const strict = program('1000.00 EUR', { guard: { ...guard, approval: { above: '10%' } } });
    await w.dip();
    await w.run(strict);
    await revertDecision(w.ports, strict, { budget: 'sms', n: 1, by: 'ann', reason: 'no' });
    await watch(3 * DAY, strict);
    expect(w.events.map(({ type }) => type)).toEqual(['Budget Cut Proposed', 'Budget Cut Rejected']);
  });

  test('a cut was ended by publishing another amount, the guard waits for new evidence', async () => {
    await w.dip();
    await w.run();
    const raised = program('1500.00 EUR');
    w.world.now += DAY;
    await watch(3 * DAY, raised);
    expect([cuts(), await found(raised)]).toEqual([1, 'awaiting-new-evidence']);
  });

  test('a revert that an earlier release stored without numbers, the guard begins with those of its next look', async () => {
    await w.dip();
    await w.run();
    w.world.now += HOUR;
    await revert(1);
    const item = await w.budgets.read('sms', '2026-11-01');
    if (!item) throw new Error('no period');
    const { baseline: _, ...book } = item.book;
    await w.budgets.putBook('sms', '2026-11-01', item.version, book);
    await watch(3 * DAY);
    expect([cuts(), await found()]).toEqual([1, 'awaiting-new-evidence']);
  });

  test('an approval the next cut may follow on the same numbers: the person agreed with them', async () => {
    const strict = program('1000.00 EUR', { guard: { ...guard, approval: { above: '10%' } } });
    await w.dip();
    await w.run(strict);
    await approveDecision(w.ports, strict, { budget: 'sms', n: 1, by: 'ann' });
    w.world.now += DAY;
    await w.run(strict);
    expect(w.events.at(-1)).toMatchObject({ type: 'Budget Cut Proposed', detail: { decision: 2 } });
  });
});

describe('a new period', () => {
  const DECEMBER = Date.parse('2026-12-01T00:00:00Z');

  async function badNovember(): Promise<void> {
    w.world.now = DECEMBER - 2 * DAY;
    await w.dip();
    w.world.now = DECEMBER;
  }

  test('does not begin with a cut on the month before', async () => {
    await badNovember();
    await watch(5 * DAY);
    expect([cuts(), await found()]).toEqual([0, 'too-little-spend']);
    expect((await w.view()).guard?.judgedFrom).toBe('2026-12-01T00:00:00.000Z');
  });

  test('is cut on its own numbers, with what an order is worth learnt from the whole window', async () => {
    await badNovember();
    w.world.now += DAY;
    await w.project(w.spend(700));
    await w.run();
    expect(w.events.at(-1)?.detail).toMatchObject({ spend: { amount: '700.00' }, conversions: 0 });
    expect((await w.view()).guard?.evidence).toMatchObject({
      since: 'period',
      meanOrder: { amount: '30.00' },
    });
    expect(w.letters.at(-1)?.text).toContain('Why: since the period began');
  });

  test('is judged by the whole window where the guard says carryOver', async () => {
    const carrying = program('1000.00 EUR', {
      guard: { ...guard, when: { ...guard.when, carryOver: true } },
    });
    await badNovember();
    await w.run(carrying);
    expect(cuts()).toBe(1);
  });

  test('with carryOver still does not cut on what a person knew when they reverted in the period before', async () => {
    const carrying = program('1000.00 EUR', {
      guard: { ...guard, when: { ...guard.when, carryOver: true } },
    });
    w.world.now = DECEMBER - 2 * DAY;
    await w.dip();
    await w.run(carrying);
    await revertDecision(w.ports, carrying, { budget: 'sms', n: 1, by: 'ann', reason: 'a fair' });
    w.world.now = DECEMBER;
    await watch(4 * DAY, carrying);
    expect(cuts()).toBe(1);
  });
});
