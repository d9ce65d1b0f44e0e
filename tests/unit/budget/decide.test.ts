import { describe, expect, test } from 'vitest';
import {
  amountInForce,
  type Book,
  type Cut,
  cutAmount,
  type Decision,
  type Evidence,
  newBook,
  ppmOf,
} from '../../../lib/domain/budget/book.ts';
import { confidenceBelow, decide, type GuardQuestion } from '../../../lib/domain/budget/decide.ts';
import { Budget } from '../../../schemas/budget.ts';

const euro = (euros: number) => BigInt(Math.round(euros * 1_000_000));
const money = (euros: number, currency = 'EUR') => ({ micros: Number(euro(euros)), currency });

describe('the statistic', () => {
  // P(Gamma(shape) <= x), from mpmath's regularized lower incomplete gamma function at 30 digits.
  test.each([
    [0.5, 0, 0.682689492137086],
    [5, 0, 0.998434597741997],
    [10, 10, 0.478738749516048],
    [7.5, 3, 0.964000595236571],
    [2, 5, 0.0300829761212261],
    [150, 140, 0.791619874365287],
    [0.001, 0, 0.0356705917296799],
    [20_000, 19_800, 0.921524370693188],
  ])('P(Gamma(n + 0.5) < %f) at n = %i conversions is %f', (x, conversions, expected) => {
    // threshold 1 and mean order 1: x is the spend.
    expect(confidenceBelow(1, x, conversions, 1)).toBeCloseTo(expected, 8);
  });
  test('only threshold x spend / mean order matters', () => {
    expect(confidenceBelow(1.5, 500_000_000, 3, 100_000_000)).toBeCloseTo(confidenceBelow(1, 7.5, 3, 1), 12);
  });
  test('it grows with spend and falls with every conversion', () => {
    const of = (spend: number, n: number) => confidenceBelow(1.5, spend, n, 40);
    expect(of(600, 10)).toBeGreaterThan(of(500, 10));
    expect(of(500, 11)).toBeLessThan(of(500, 10));
  });
  test('without spend there is no confidence; fully refunded orders count as evidence', () => {
    expect(confidenceBelow(1.5, 0, 0, 40)).toBe(0);
    expect(confidenceBelow(1.5, 500, 10, 0)).toBe(1);
    expect(confidenceBelow(1.5, 500, 10, -3)).toBe(1);
  });
});

describe('the amount in force', () => {
  const published = money(1000);
  const cut = (n: number, more: Partial<Cut> = {}): Decision => ({
    kind: 'cut',
    status: 'applied',
    n,
    at: 0,
    by: 'guard',
    reason: '',
    channel: 'sms',
    ppm: ppmOf('20%'),
    evidence: {} as Evidence,
    from: published,
    to: published,
    published,
    acts: [],
    announced: true,
    ...more,
  });
  const adjustment = (n: number, euros: number, more = {}): Decision => ({
    kind: 'adjustment',
    status: 'applied',
    n,
    at: 0,
    by: 'ann',
    reason: 'sale',
    from: published,
    to: money(euros),
    published,
    acts: [],
    announced: true,
    ...more,
  });
  const inForce = (...decisions: Decision[]) => amountInForce(published, decisions).amount.micros / 1e6;

  test('cuts compound', () => expect(inForce(cut(1), cut(2))).toBe(640));
  test('proposed, reverted and rejected cuts do not count', () =>
    expect(
      inForce(cut(1, { status: 'proposed' }), cut(2, { status: 'reverted' }), cut(3, { status: 'rejected' })),
    ).toBe(1000));
  test('reverting the first of two cuts leaves the second', () =>
    expect(inForce(cut(1, { status: 'reverted' }), cut(2))).toBe(800));
  test('a cut ends when the published amount changes, and not when the same amount is written differently', () => {
    expect(amountInForce(money(1200), [cut(1)]).amount).toEqual(money(1200));
    expect(amountInForce({ micros: 1_000_000_000, currency: 'EUR' }, [cut(1)]).amount).toEqual(money(800));
  });
  test('an adjustment sets the amount, whatever was cut before and is published after; later cuts compound on it', () => {
    expect(inForce(cut(1), adjustment(2, 900))).toBe(900);
    expect(inForce(cut(1), adjustment(2, 900), cut(3))).toBe(720);
    expect(amountInForce(money(5000), [adjustment(2, 900)]).amount).toEqual(money(900));
    expect(inForce(cut(1), adjustment(2, 900, { status: 'reverted' }))).toBe(800);
  });
  test('a decision in another currency than the published amount no longer applies', () =>
    expect(inForce(adjustment(1, 900, { to: money(900, 'CNY') }))).toBe(1000));
  test('a cut stops at its floor and never raises the amount', () => {
    expect(inForce(cut(1, { floor: 900_000_000 }))).toBe(900);
    expect(cutAmount(500, 200_000, 900)).toBe(500);
  });
  test('percentages are exact', () => {
    expect([ppmOf('20%'), ppmOf('12.5%'), ppmOf('0.001%'), ppmOf('100%')]).toEqual([
      200_000, 125_000, 10, 1_000_000,
    ]);
  });
});

describe('the decision', () => {
  const guard = {
    when: { roi: { below: 1.5 }, over: 'P7D' },
    atLeast: { spend: '500.00 EUR' },
    confidence: 0.9,
    do: { cut: '20%', floor: '100.00 EUR' },
    approval: { above: '40%' },
  };
  const budget = Budget.parse({
    id: 'sms',
    channel: 'sms',
    amount: '1000.00 EUR',
    guard,
  }) as GuardQuestion['budget'];
  const NOW = 1_800_000_000_000;
  const DAY = 86_400_000;
  function question(
    change: Partial<Omit<GuardQuestion, 'window'>> & {
      spend?: number;
      revenue?: number;
      n?: number;
      all?: [number, number];
    } = {},
  ): GuardQuestion {
    const { spend = 600, revenue = 300, n = 10, all = [5000, 100], ...rest } = change;
    const book = rest.book ?? newBook(1);
    return {
      budget,
      book,
      inForce: amountInForce(money(1000), book.decisions),
      floor: 100_000_000,
      now: NOW,
      cooldownMs: DAY,
      model: 'last',
      currency: 'EUR',
      atLeastSpend: euro(500),
      revenueUnknown: false,
      window: {
        from: NOW - 7 * DAY,
        to: NOW,
        channel: { spend: euro(spend), revenue: euro(revenue), conversions: n },
        all: { spend: euro(spend), revenue: euro(all[0]), conversions: all[1] },
      },
      ...rest,
    };
  }
  const cuts = (count: number, more: Partial<Cut> = {}): Book => ({
    ...newBook(count + 1),
    decisions: Array.from(
      { length: count },
      (_, i): Cut => ({
        kind: 'cut',
        status: 'applied',
        n: i + 1,
        at: NOW - 2 * DAY,
        by: 'guard',
        reason: '',
        channel: 'sms',
        ppm: ppmOf('20%'),
        floor: 100_000_000,
        evidence: {} as Evidence,
        from: money(1000),
        to: money(800),
        published: money(1000),
        acts: [],
        announced: true,
        ...more,
      }),
    ),
  });

  test('a return surely under the threshold leads to a cut with all its evidence', () => {
    // 1.5 x 600 / 30 = 30 orders would be needed, 10 came.
    expect(decide(question())).toEqual({
      do: 'cut',
      status: 'applied',
      to: 800_000_000,
      ppm: 200_000,
      evidence: {
        metric: 'roi',
        threshold: 1.5,
        value: 0.5,
        window: 'P7D',
        from: NOW - 7 * DAY,
        to: NOW,
        model: 'last',
        currency: 'EUR',
        spend: 600_000_000,
        revenue: 300_000_000,
        conversions: 10,
        meanOrder: 30_000_000,
        meanOf: 'channel',
        all: { revenue: 5_000_000_000, conversions: 100 },
        atLeastSpend: 500_000_000,
        confidence: confidenceBelow(1, 30, 10, 1),
        confidenceWanted: 0.9,
        cumulative: 0.19999999999999996,
      },
    });
  });
  test('spend without any conversion is evidence too, at the mean order of all channels', () => {
    const verdict = decide(question({ revenue: 0, n: 0 }));
    expect(verdict).toMatchObject({
      do: 'cut',
      evidence: { value: 0, meanOf: 'all', meanOrder: 50_000_000 },
    });
    expect(verdict).toHaveProperty('evidence.confidence', confidenceBelow(1.5, 600, 0, 50));
  });
  test('four orders are too few for a mean of their own, five are enough', () => {
    expect(decide(question({ n: 4 }))).toHaveProperty('evidence.meanOf', 'all');
    expect(decide(question({ n: 5 }))).toHaveProperty('evidence.meanOf', 'channel');
  });
  test('too little spend is not evaluated, and exactly enough is', () => {
    expect(decide(question({ spend: 499.99 }))).toEqual({ do: 'nothing', reason: 'too-little-spend' });
    expect(decide(question({ spend: 500, revenue: 100, n: 5 }))).toHaveProperty('do', 'cut');
    expect(decide(question({ spend: 0, atLeastSpend: 0n }))).toEqual({
      do: 'nothing',
      reason: 'too-little-spend',
    });
  });
  test('a return that holds, or is low only by chance, leads to no decision', () => {
    expect(decide(question({ revenue: 900, n: 30 }))).toMatchObject({
      do: 'nothing',
      reason: 'return-holds',
    });
    expect(decide(question({ revenue: 870, n: 29 }))).toMatchObject({ do: 'nothing', reason: 'not-sure' });
  });
  test('without any order it alerts and does not cut', () =>
    expect(decide(question({ revenue: 0, n: 0, all: [0, 0] }))).toEqual({ do: 'alert', kind: 'no-orders' }));
  test("without a rate for atLeast or for the channel's revenue it alerts and does not cut", () => {
    expect(decide(question({ atLeastSpend: undefined }))).toEqual({ do: 'alert', kind: 'no-rate' });
    expect(decide(question({ revenueUnknown: true }))).toEqual({ do: 'alert', kind: 'unconverted-revenue' });
  });
  test("it rests for its cooldown after any decision, including a person's", () => {
    expect(decide(question({ book: cuts(1, { at: NOW - DAY + 1 }) }))).toMatchObject({ reason: 'cooldown' });
    expect(decide(question({ book: cuts(1, { at: NOW - DAY }) }))).toMatchObject({ do: 'cut' });
    const reverted = cuts(1, { status: 'reverted', acts: [{ what: 'reverted', by: 'ann', at: NOW - 1000 }] });
    expect(decide(question({ book: reverted }))).toMatchObject({ reason: 'cooldown' });
    expect(decide(question({ decidedBefore: NOW - 1000 }))).toMatchObject({ reason: 'cooldown' });
  });
  test('beyond the cumulative cut of approval.above it only proposes, and then waits', () => {
    // 1000 -> 800 -> 640 is 36 %; the third would make it 48.8 %.
    expect(decide(question({ book: cuts(1) }))).toMatchObject({
      do: 'cut',
      status: 'applied',
      to: 640_000_000,
    });
    expect(decide(question({ book: cuts(2) }))).toMatchObject({
      do: 'cut',
      status: 'proposed',
      to: 512_000_000,
    });
    const proposed = cuts(3);
    const waiting = {
      ...proposed,
      decisions: proposed.decisions.map((d, i) =>
        i === 2 ? { ...d, status: 'proposed' as const } : d,
      ) as Decision[],
    };
    expect(decide(question({ book: waiting }))).toMatchObject({ do: 'nothing', reason: 'awaiting-approval' });
  });
  test('a cut of exactly approval.above needs no approval', () => {
    const forty = { ...budget, guard: { ...budget.guard, do: { cut: '40%' } } };
    expect(decide(question({ budget: forty, floor: undefined }))).toMatchObject({
      status: 'applied',
      to: 600_000_000,
    });
  });
  test('it stops at the floor and leaves a budget that has reached it', () => {
    expect(decide(question({ floor: 900_000_000 }))).toMatchObject({ do: 'cut', to: 900_000_000 });
    expect(decide(question({ floor: 1_000_000_000 }))).toMatchObject({ do: 'nothing', reason: 'at-floor' });
  });
});
