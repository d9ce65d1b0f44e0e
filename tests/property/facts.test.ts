// Facts in any order, duplicated, redelivered, projected by concurrent instances that crash, lose responses and write
// late: the totals equal a naive computation over the set of facts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inMemoryMoneyStore } from '../../lib/adapters/in-memory/money-store.ts';
import { channelTotals, creditsOfDays } from '../../lib/application/money/credited-totals.ts';
import { projectFacts } from '../../lib/application/money/project-facts.ts';
import { byChannel } from '../../lib/domain/attribution/credits.ts';
import { KEPT, type ModelName } from '../../lib/domain/attribution/models.ts';
import type { CurrencyTotal, Total } from '../../lib/domain/attribution/totals.ts';
import { split } from '../../lib/domain/money/split.ts';
import type { ChannelTotal, MoneyStore } from '../../lib/ports/money-store.ts';
import type {
  ConversionFact,
  CorrectionFact,
  Fact,
  RefundFact,
  SendCostFact,
  SpendFact,
  Touchpoint,
} from '../../schemas/facts.ts';
import { type Random, seeded, shuffled, upTo, withHazards } from '../support/chaos.ts';
import { type Book, type Line, lastTouch, linearTouch, recomputeTotals, ZONE } from '../support/recompute.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-20T20:00:00Z');
const CHANNELS = ['ads', 'email', 'sms'];
const PROFILE = `u-${'x'.repeat(22)}`;
const oneOf = <T>(random: Random, items: readonly T[]): T => items[upTo(random, items.length)] as T;

function anyFacts(random: Random): Fact[] {
  const at = () => START + upTo(random, 8 * HOUR);
  const touchpoints = (): Touchpoint[] =>
    Array.from({ length: upTo(random, 5) }, (_, i) => ({
      at: START - HOUR + i,
      channel: oneOf(random, CHANNELS),
      kind: 'click',
    }));
  const currency = () => oneOf(random, ['EUR', 'GBP']);
  const conversion = (i: number): ConversionFact => ({
    type: 'conversion',
    orderId: `o${upTo(random, 4)}`,
    eventId: `e${i}`,
    profile: PROFILE,
    at: at(),
    acceptedAt: upTo(random, 3),
    index: upTo(random, 2),
    ...(upTo(random, 4) ? { revenue: upTo(random, 5) * 3_333_333 } : {}),
    ...(upTo(random, 3) ? { currency: currency() } : { currency: 'EUR', assumed: true }),
    touchpoints: touchpoints(),
  });
  const correction = (i: number): CorrectionFact => ({
    type: 'correction',
    orderId: `o${upTo(random, 5)}`,
    eventId: `u${i}`,
    profile: PROFILE,
    at: at(),
    acceptedAt: upTo(random, 4),
    index: upTo(random, 2),
    revenue: upTo(random, 5) * 1_111_111,
    ...(upTo(random, 2) ? { currency: currency() } : {}),
  });
  const refund = (): RefundFact => ({
    type: 'refund',
    orderId: `o${upTo(random, 5)}`,
    refundId: `r${upTo(random, 3)}`,
    profile: PROFILE,
    at: at(),
    acceptedAt: upTo(random, 1000),
    ...(upTo(random, 3) ? { amount: 1_000_001 + upTo(random, 7) } : {}),
    ...(upTo(random, 2) ? { currency: currency() } : {}),
  });
  const spend = (index: number): SpendFact => ({
    type: 'spend',
    date: oneOf(random, ['2026-11-20', '2026-11-21']),
    channel: oneOf(random, CHANNELS),
    campaign: oneOf(random, ['', 'autumn']),
    amount: upTo(random, 1000),
    currency: currency(),
    impressions: upTo(random, 9),
    clicks: upTo(random, 9),
    acceptedAt: upTo(random, 3),
    index,
  });
  const send = (rev: number, i: number): SendCostFact => ({
    type: 'send-cost',
    sendId: `s${i}`,
    channel: oneOf(random, ['email', 'sms']),
    at: at(),
    amount: upTo(random, 900),
    currency: 'EUR',
    rev,
  });
  const sends = Array.from({ length: 6 }, (_, i) => {
    const first = send(1, i);
    return [first, { ...first, rev: 2, amount: upTo(random, 900), currency: currency() }];
  });
  return [
    ...Array.from({ length: 8 }, (_, i) => conversion(i)),
    ...Array.from({ length: 3 }, (_, i) => correction(i)),
    ...Array.from({ length: 8 }, refund),
    ...Array.from({ length: 8 }, (_, i) => spend(i)),
    ...sends.flat(),
  ];
}

const PERIOD = { from: '2026-11-01', to: '2026-11-30' };

/** Orders only: what the model credits, from the orders of each day. */
async function creditedOrders(store: MoneyStore, model: ModelName): Promise<ChannelTotal[]> {
  const found: ChannelTotal[] = [];
  for await (const { day, credits } of creditsOfDays(store, { ...PERIOD, model }, byChannel))
    for (const [channel, total] of credits) found.push({ day, channel, total });
  return found;
}
const withoutSpend = (book: Book) =>
  new Map(
    [...book]
      .map(([key, line]) => [key, { ...line, outside: 0, sendCost: 0, sends: 0 }] as const)
      .filter(([, line]) => Object.values(line).some((v) => v !== 0)),
  );

function lines(totals: { channel: string; day: string; total: Total }[], model: ModelName): Book {
  const book: Book = new Map();
  for (const { channel, day, total } of totals)
    for (const [currency, part] of total.currencies) {
      // Sends are counted per channel, not per currency: the oracle's are summed below.
      const line = {
        ...numbers(part.credits[model]),
        outside: Number(part.outside),
        sendCost: Number(part.sendCost),
        sends: 0,
      };
      if (Object.values(line).some((value) => value !== 0)) book.set(`${day} ${channel} ${currency}`, line);
    }
  return book;
}
const numbers = (credit: CurrencyTotal['credits']['last']) => ({
  revenue: Number(credit.revenue),
  conversions: Number(credit.conversions),
  refunded: Number(credit.refunded),
  refunds: Number(credit.refunds),
});
const withoutSends = (book: Book) =>
  new Map(
    [...book]
      .map(([key, line]) => [key, { ...line, sends: 0 }] as const)
      .filter(([, line]) => Object.values(line).some((v) => v !== 0)),
  );
const sorted = (book: Book) => [...book].sort(([a], [b]) => (a < b ? -1 : 1));

/** Delivers every fact one to three times, in batches, several concurrently, and repeats until each was taken. */
async function deliver(
  facts: readonly Fact[],
  store: MoneyStore,
  random: Random,
  hazard: number,
): Promise<void> {
  const { port, settled } = withHazards(store, {
    random,
    refuse: hazard,
    loseAnswer: hazard,
    landLate: hazard,
  });
  let waiting = shuffled(
    random,
    facts.flatMap((fact) => Array.from({ length: 1 + upTo(random, 3) }, () => fact)),
  );
  for (let round = 0; waiting.length && round < 500; round += 1) {
    const next: Fact[] = [];
    const batches = Array.from({ length: Math.ceil(waiting.length / 7) }, (_, i) =>
      waiting.slice(i * 7, i * 7 + 7),
    );
    await Promise.all(
      batches.map(async (batch) => {
        for (const failed of (await projectFacts(port, batch, ZONE)).keys()) next.push(batch[failed] as Fact);
      }),
    );
    waiting = shuffled(random, next);
  }
  expect(waiting).toEqual([]);
  await settled();
}

for (const [name, hazard, numRuns] of [
  ['and nothing fails', 0, 60],
  ['with crashes, lost responses and late writes', 0.01, 60],
] as const)
  test(`totals equal a naive computation, in any order and at any concurrency, ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const random = seeded(seed);
        const facts = anyFacts(random);
        const store = inMemoryMoneyStore();
        await deliver(facts, store, random, hazard);
        const totals = await store.dayTotals(PERIOD.from, PERIOD.to);
        const expected = recomputeTotals(facts, lastTouch);
        expect(sorted(lines(totals, 'last'))).toEqual(sorted(withoutSends(expected)));
        const sends = (all: Iterable<{ sends: number }>) =>
          [...all].reduce((sum, { sends: n }) => sum + n, 0);
        expect(sends(totals.map(({ total }) => total))).toBe(sends(expected.values()));
        // Shares of a split order differ from the exact fraction by less than a micro each, and add up to the whole.
        const linear = lines(await channelTotals(store, { ...PERIOD, model: 'linear' }), 'linear');
        const exact = withoutSends(recomputeTotals(facts, linearTouch));
        for (const [key, line] of exact)
          for (const [field, value] of Object.entries(line))
            expect(
              Math.abs((linear.get(key)?.[field as keyof Line] ?? 0) - value),
              `${key} ${field}`,
            ).toBeLessThan(40);
        const sum = (book: Book, field: keyof Line) =>
          [...book.values()].reduce((all, line) => all + line[field], 0);
        for (const field of ['revenue', 'conversions', 'refunded', 'refunds'] as const)
          expect(sum(linear, field)).toBe(sum(expected, field));
        // The stored totals equal what the orders give when computed on request.
        for (const model of KEPT)
          expect(sorted(lines(await creditedOrders(store, model), model))).toEqual(
            sorted(withoutSpend(lines(totals, model))),
          );
      }),
      { numRuns },
    );
  });

test('a split sums to its whole, and each part is within one of its exact share', () => {
  fc.assert(
    fc.property(
      fc.bigInt(-(2n ** 80n), 2n ** 80n),
      fc.array(fc.nat(1000), { minLength: 1, maxLength: 30 }),
      (whole, weights) => {
        const parts = split(whole, weights);
        const sum = BigInt(weights.reduce((a, b) => a + b, 0));
        expect(parts.reduce((a, b) => a + b, 0n)).toBe(sum === 0n ? 0n : whole);
        for (const [i, part] of parts.entries()) {
          const off = part * sum - whole * BigInt(weights[i] as number);
          expect((off > -sum && off < sum) || sum === 0n).toBe(true);
        }
      },
    ),
  );
});

test('instances that write one bucket, or one day, concurrently leave a total of all rows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.constantFrom(0, 300_000), async (seed, apart) => {
      const random = seeded(seed);
      const store = inMemoryMoneyStore();
      const { port } = withHazards(store, { random, refuse: 0, loseAnswer: 0, landLate: 0 });
      const facts = Array.from(
        { length: 12 },
        (_, i): SendCostFact => ({
          type: 'send-cost',
          sendId: `s${i}`,
          channel: 'sms',
          at: START - i * apart,
          amount: 1,
          currency: 'EUR',
          rev: 1,
        }),
      );
      const late = async (fact: SendCostFact) => {
        for (let turns = upTo(random, 300); turns > 0; turns -= 1) await Promise.resolve();
        expect(await projectFacts(port, [fact], ZONE)).toEqual(new Map());
      };
      await Promise.all(facts.map(late));
      const [day] = await store.dayTotals('2026-11-20', '2026-11-20');
      expect(day?.total.sends).toBe(12);
    }),
    { numRuns: 400 },
  );
});
