// What one person may not decide alone: raising a budget further than its approval allows.
import { beforeEach, describe, expect, test } from 'vitest';
import {
  adjustBudget,
  approveDecision,
  listDecisions,
  revertDecision,
} from '../../../lib/application/budget/decide-budget.ts';
import { checkProgram } from '../../../lib/domain/program/check.ts';
import type { Program } from '../../../schemas/program.ts';
import { budgetWorld, DAY, guard, HOUR, program } from '../../support/budget-world.ts';

let w = budgetWorld();
beforeEach(() => {
  w = budgetWorld();
});

const limited = program('1000.00 EUR', { approval: { above: '500.00 EUR', expires: 'P2D' } });
const adjust = (amount: string, by = 'ann', p: Program = limited) =>
  adjustBudget(w.ports, p, { budget: 'sms', amount, by, reason: 'a fair' });
const approve = (n: number, by: string, reason?: string) =>
  approveDecision(w.ports, limited, { budget: 'sms', n, by, reason });
const revert = (n: number, by: string, p: Program = limited) =>
  revertDecision(w.ports, p, { budget: 'sms', n, by, reason: 'needed' });
const inForce = async () => (await w.view(limited)).inForce.amount;
const types = () => w.events.map(({ type }) => type);

describe('a raise beyond what one person may', () => {
  test('waits for a second person, who alone can agree; both are named with their reasons', async () => {
    expect(await adjust('1500.01 EUR')).toMatchObject({
      ok: true,
      body: {
        inForce: { amount: '1000.00' },
        waiting: [1],
        decisions: [
          {
            status: 'proposed',
            by: 'ann',
            waiting: { for: 'adjust', by: 'ann', reason: 'a fair', expiresAt: '2026-11-22T10:00:00.000Z' },
          },
        ],
      },
    });
    expect(await approve(1, 'ann')).toMatchObject({
      ok: false,
      status: 403,
      detail: expect.stringContaining('22 November 2026 at 10:00 UTC'),
    });
    expect(await inForce()).toBe('1000.00');
    w.world.now += HOUR;
    expect(await approve(1, 'bob', 'I know of the fair')).toMatchObject({
      ok: true,
      body: {
        status: 'applied',
        by: 'ann',
        reason: 'a fair',
        acts: [{ what: 'approved', by: 'bob', askedBy: 'ann', reason: 'I know of the fair' }],
      },
    });
    expect(await w.view(limited)).toMatchObject({ inForce: { amount: '1500.01' }, waiting: [] });
    expect(types()).toEqual(['Budget Adjustment Proposed', 'Budget Adjusted']);
    expect(w.letters[0]?.subject).toBe('Please decide: adjust budget sms?');
    expect(w.letters[0]?.text).toContain('as another person than ann');
    expect(w.letters[1]?.text).toContain(
      'approved by bob (asked for by ann) on 20 November 2026 at 11:00 UTC',
    );
  });

  test('of exactly the limit, or a lowering of any size, does not wait', async () => {
    await adjust('1500.00 EUR');
    expect(await inForce()).toBe('1500.00');
    await adjust('10.00 EUR');
    expect(await inForce()).toBe('10.00');
  });

  test('in several steps of one person, or of several, counts together', async () => {
    await adjust('1300.00 EUR');
    await adjust('1600.00 EUR', 'bob');
    expect(await w.view(limited)).toMatchObject({ inForce: { amount: '1300.00' }, waiting: [2] });
    await approve(2, 'ann');
    expect(await inForce()).toBe('1600.00');
    // Two persons agreed to 1600: from there one may raise by 500 again.
    await adjust('2100.00 EUR');
    expect(await inForce()).toBe('2100.00');
  });

  test('by lowering and raising again is one too', async () => {
    await adjust('100.00 EUR');
    await revert(1, 'ann');
    expect(await w.view(limited)).toMatchObject({ inForce: { amount: '100.00' }, waiting: [1] });
  });

  test('is not made smaller by lowerings in between, nor by taking these back', async () => {
    await adjust('1500.00 EUR');
    await adjust('1499.99 EUR');
    await adjust('1999.99 EUR');
    expect(await w.view(limited)).toMatchObject({ inForce: { amount: '1499.99' }, waiting: [3] });
    await adjust('1400.00 EUR');
    await revert(4, 'ann');
    await adjust('1600.00 EUR', 'bob');
    expect(await w.view(limited)).toMatchObject({ inForce: { amount: '1499.99' }, waiting: [3, 5] });
    await adjust('900.00 EUR');
    await adjust('1400.00 EUR');
    expect(await inForce()).toBe('1400.00');
    await adjust('1400.01 EUR');
    expect(await inForce()).toBe('1400.00');
  });

  test('that is turned down or withdrawn has no effect', async () => {
    await adjust('3000.00 EUR');
    expect(await revert(1, 'bob')).toMatchObject({ ok: true, body: { status: 'rejected' } });
    await adjust('3000.00 EUR');
    expect(await revert(2, 'ann')).toMatchObject({ ok: true, body: { status: 'rejected' } });
    expect(await inForce()).toBe('1000.00');
    expect(await approve(2, 'bob')).toMatchObject({ ok: false, status: 409 });
  });

  test('expires: nobody can agree any more, and finance is told once', async () => {
    await adjust('3000.00 EUR');
    w.world.now += 2 * DAY;
    expect(await approve(1, 'bob')).toMatchObject({
      ok: false,
      status: 409,
      detail: 'decision 1 is expired',
    });
    const listed = await listDecisions(w.ports, 'sms', { limit: 5 });
    expect(listed).toMatchObject({
      body: { decisions: [{ status: 'expired', acts: [{ what: 'expired' }] }] },
    });
    await w.run(limited);
    await w.run(limited);
    expect(types()).toEqual(['Budget Adjustment Proposed', 'Budget Adjustment Expired']);
    expect(await w.view(limited)).toMatchObject({ inForce: { amount: '1000.00' }, waiting: [] });
  });

  test('ends with its period, and is told then', async () => {
    w.world.now = Date.parse('2026-11-30T20:00:00Z');
    await adjust('3000.00 EUR');
    expect((await w.view(limited)).decisions[0]?.waiting?.expiresAt).toBe('2026-12-01T00:00:00.000Z');
    w.world.now += 5 * HOUR;
    await w.run(limited);
    expect(types().at(-1)).toBe('Budget Adjustment Expired');
  });

  test('cannot be agreed to once other decisions would make another amount of it', async () => {
    await adjust('3000.00 EUR');
    await adjust('900.00 EUR', 'bob');
    expect(await approve(1, 'bob')).toMatchObject({
      ok: false,
      status: 409,
      detail: expect.stringContaining('3000.00 EUR'),
    });
    expect(await inForce()).toBe('900.00');
  });

  test('does not keep the guard from cutting while it waits', async () => {
    await adjust('3000.00 EUR');
    await w.dip();
    await w.run(limited);
    expect(await inForce()).toBe('800.00');
  });
});

describe('taking back a cut beyond what one person may', () => {
  const strict = program('5000.00 EUR', { approval: { above: '500.00 EUR' } });
  const current = async () => (await w.view(strict)).inForce.amount;

  async function cut(): Promise<void> {
    await w.dip();
    await w.run(strict);
  }

  test('waits for a second person, and the first one cannot be both', async () => {
    await cut();
    expect(await revert(1, 'ann', strict)).toMatchObject({
      ok: true,
      body: { status: 'applied', waiting: { for: 'revert', by: 'ann', reason: 'needed' } },
    });
    expect(await revert(1, 'ann', strict)).toMatchObject({ ok: false, status: 403 });
    expect(await approveDecision(w.ports, strict, { budget: 'sms', n: 1, by: 'ann' })).toMatchObject({
      status: 403,
    });
    expect(await current()).toBe('4000.00');
    expect(w.letters.at(-1)?.subject).toBe('Please decide: revert decision 1 on budget sms?');
    await approveDecision(w.ports, strict, { budget: 'sms', n: 1, by: 'bob' });
    expect(await w.view(strict)).toMatchObject({
      inForce: { amount: '5000.00' },
      decisions: [
        {
          status: 'reverted',
          acts: [
            { what: 'revert-asked', by: 'ann', reason: 'needed' },
            { what: 'reverted', by: 'bob', askedBy: 'ann' },
          ],
        },
      ],
    });
    expect(types()).toEqual(['Budget Cut', 'Budget Revert Proposed', 'Budget Cut Reverted']);
  });

  test('is agreed to as well by a second person who reverts it', async () => {
    await cut();
    await revert(1, 'ann', strict);
    await revert(1, 'bob', strict);
    expect(await current()).toBe('5000.00');
  });

  test('expires, and the cut holds', async () => {
    await cut();
    await revert(1, 'ann', strict);
    w.world.now += 2 * DAY;
    await w.run(strict);
    expect(types().slice(0, 3)).toEqual(['Budget Cut', 'Budget Revert Proposed', 'Budget Revert Expired']);
    expect(w.letters[2]?.text).toContain('It still holds.');
    await revert(1, 'bob', strict);
    expect((await w.view(strict)).waiting).toContain(1);
  });
});

describe('the limit', () => {
  test('of the program holds for budgets that name none, in the budget’s currency', async () => {
    const rates = [{ currency: 'GBP', from: '2026-01-01', rate: '1.25' }];
    const p: Program = { ...program(), rates, approval: { above: '400.00 GBP', expires: 'P1D' } };
    await adjust('1500.00 EUR', 'ann', p);
    expect((await w.view(p)).inForce.amount).toBe('1500.00');
    await adjust('1500.01 EUR', 'ann', p);
    expect((await w.view(p)).waiting).toEqual([2]);
  });

  test('left out: one person decides alone, as before', async () => {
    await adjust('900000.00 EUR', 'ann', program());
    expect((await w.view()).inForce.amount).toBe('900000.00');
  });

  test.each([
    ['budgets/sms.json', '/approval/above', { approval: { above: '500.00 USD' } }, {}],
    ['budgets/sms.json', '/approval/above', { approval: { above: '40%' } }, {}],
    ['program.json', '/approval/above', {}, { approval: { above: '500.00 USD' } }],
  ])('that makes no sense is found by check: %s %s', (file, pointer, budget, settings) => {
    const { findings } = checkProgram({
      'program.json': { currency: 'EUR', timeZone: 'UTC', purposes: {}, ...settings },
      'channels/sms.json': { id: 'sms', price: '0.08 EUR' },
      'budgets/sms.json': { id: 'sms', channel: 'sms', amount: '1000.00 EUR', guard, ...budget },
    });
    expect(findings.map((f) => [f.file, f.pointer])).toEqual([[file, pointer]]);
  });
});
