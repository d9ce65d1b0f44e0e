// The margin makes the return one on contribution, for report and guard alike.
import { expect, test } from 'vitest';
import { roiReport } from '../../../lib/application/money/roi-report.ts';
import { confidenceBelow } from '../../../lib/domain/budget/decide.ts';
import { contributionOf, marginOf, marginShare } from '../../../lib/domain/budget/margin.ts';
import { checkProgram } from '../../../lib/domain/program/check.ts';
import type { Program } from '../../../schemas/program.ts';
import { budgetWorld, program } from '../../support/budget-world.ts';

const DAYS = { from: '2026-11-20', to: '2026-11-20', model: 'last' } as const;

const withMargin = (margin: string | undefined, ofSms?: string): Program => {
  const p = program();
  const { sms, ...channels } = p.channels;
  if (!sms) throw new Error('the program has no sms');
  return {
    ...p,
    ...(margin !== undefined && { margin }),
    channels: { ...channels, sms: { ...sms, ...(ofSms !== undefined && { margin: ofSms }) } },
  };
};

test('a channel’s own margin comes before the program’s', () => {
  expect(marginOf(withMargin('40%', '25.5%'), 'sms')).toBe('25.5%');
  expect(marginOf(withMargin('40%', '25.5%'), 'email')).toBe('40%');
  expect(marginOf(withMargin('40%'), 'unknown')).toBe('40%');
  expect(marginOf(withMargin('40%'))).toBe('40%');
  expect(marginOf(withMargin(undefined), 'constructor')).toBeUndefined();
  expect(marginShare('25.5%')).toBe(0.255);
});

test('contribution is exact to the micro, of refunds too', () => {
  expect(contributionOf(3n, '50%')).toBe(2n);
  expect(contributionOf(-3n, '50%')).toBe(-2n);
  expect(contributionOf(123_456_789_012_345_678n, '100%')).toBe(123_456_789_012_345_678n);
});

test('the report’s return is one on contribution where a margin is known, and says of what', async () => {
  const w = budgetWorld();
  await w.project(
    w.spend(100),
    w.order(300),
    w.order(50, w.world.now, 'email'),
    w.order(10, w.world.now, ''),
  );
  const report = (p: Program) => roiReport(w.money, p, DAYS);
  const plain = await report(withMargin(undefined));
  expect(plain.rows.find(({ channel }) => channel === 'sms')).toEqual({
    channel: 'sms',
    spend: { amount: '100.00', currency: 'EUR' },
    revenue: { amount: '300.00', currency: 'EUR' },
    roi: 3,
    conversions: 1,
    sends: 0,
  });
  const own = await report(withMargin(undefined, '30%'));
  expect(own.rows.find(({ channel }) => channel === 'sms')).toMatchObject({
    margin: '30%',
    contribution: { amount: '90.00' },
    revenue: { amount: '300.00' },
    roi: 0.9,
  });
  // Revenue of e-mail has no known margin: the totals stay revenue over cost.
  expect(own.totals).toMatchObject({ roi: 3.6 });
  expect(own.totals).not.toHaveProperty('contribution');
  const all = await report(withMargin('50%', '30%'));
  expect(all.totals).toMatchObject({ contribution: { amount: '120.00' }, roi: 1.2 });
});

test('the guard judges contribution, and the mail says so', async () => {
  const w = budgetWorld();
  // Revenue is twice the spend; with a margin of 40 % it does not even return the spend.
  await w.project(w.spend(600), ...Array.from({ length: 40 }, () => w.order(30)));
  await w.run(withMargin(undefined));
  expect((await w.view()).guard?.found).toBe('return-holds');
  w.world.now += 3_600_000;
  const p = withMargin(undefined, '40%');
  await w.run(p);
  const [event] = w.events;
  expect(event?.detail).toMatchObject({ value: 0.8, margin: 0.4, revenue: { amount: '1200.00' } });
  expect((await w.view(p)).guard?.evidence).toMatchObject({
    confidence: confidenceBelow(1.5, 600, 40, 12),
    meanOrder: { amount: '30.00' },
  });
  expect(w.letters[0]?.text).toContain('contribution over cost: of revenue, the margin of 40 % is counted.');
});

test.each(['0%', '0.000%', '00%', '100.001%', '101%', '150%', '-5%', '35', 0.35, '35 %', ''])(
  'check finds the margin %j, in the channel and in the program',
  (margin) => {
    const { findings } = checkProgram({
      'program.json': { currency: 'EUR', timeZone: 'UTC', purposes: {}, margin },
      'channels/sms.json': { id: 'sms', margin },
    });
    const right = typeof margin === 'number' ? 'takes a text, not a number' : 'above 0% and at most 100%';
    const detail = expect.stringContaining(right);
    expect(findings).toEqual([
      { file: 'program.json', pointer: '/margin', detail },
      { file: 'channels/sms.json', pointer: '/margin', detail },
    ]);
  },
);

test.each(['100%', '100.000%', '0.001%', '35%', '7.5%'])('check accepts the margin %s', (margin) => {
  const { findings } = checkProgram({
    'program.json': { currency: 'EUR', timeZone: 'UTC', purposes: {}, margin },
  });
  expect(findings).toEqual([]);
});
