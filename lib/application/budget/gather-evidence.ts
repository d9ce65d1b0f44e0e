// The numbers that the guard judges one budget by, in the program's currency.
//
// 1. A period is judged by its own numbers: the window does not reach back before the period began, unless the guard
//    says carryOver. Only what an order is worth is taken from the whole window.
// 2. After a person overruled the guard, only what came after their decision is judged, until the window has moved past
//    the day of it. So `atLeast` counts from there: it is how much must be spent anew before there can be another cut.
import type { Budget } from '../../../schemas/budget.ts';
import type { Program } from '../../../schemas/program.ts';
import { WHOLE } from '../../domain/attribution/totals.ts';
import { type ChannelNumbers, since } from '../../domain/budget/baseline.ts';
import { type Baseline, type Book, lastDecidedAt } from '../../domain/budget/book.ts';
import type { GuardQuestion } from '../../domain/budget/decide.ts';
import { currentPeriod, inForceOf } from '../../domain/budget/limits.ts';
import { marginOf, marginShare } from '../../domain/budget/margin.ts';
import { placeOf } from '../../domain/money/calendar.ts';
import { parseMoney } from '../../domain/money/money.ts';
import { convert, rateTable } from '../../domain/money/rates.ts';
import { durationMs } from '../../domain/time/duration.ts';
import type { PeriodItem } from '../../ports/budget-store.ts';
import type { MoneyStore } from '../../ports/money-store.ts';
import { type Converted, converter, newConverted, revenueOf, spendOf } from '../money/money-totals.ts';
import { readWindow } from '../money/money-window.ts';

export type Guarded = GuardQuestion['budget'];
export const isGuarded = (budget: Budget): budget is Guarded => budget.guard !== undefined;

export interface Judging {
  budget: Guarded;
  book: Book;
  /** The item of the period before. */
  before: PeriodItem | undefined;
  now: number;
}

type Reads = Pick<MoneyStore, 'dayTotals' | 'bucketTotals'>;

export async function gatherEvidence(
  money: Reads,
  program: Program,
  { budget, book, before, now }: Judging,
): Promise<GuardQuestion> {
  const { guard, channel } = budget;
  const whole = await readWindow(money, program, program.attribution.model, {
    lengthMs: durationMs(guard.when.over),
    to: now,
  });
  const own = whole.channels.get(channel) ?? newConverted();
  const least = parseMoney(guard.atLeast.spend);
  const rate = rateTable(program)(least.currency, program.currency, placeOf(now, program.timeZone).day);
  const decidedBefore = before && lastDecidedAt(before.book);
  const margin = marginOf(program, channel);
  const baseline = [book.baseline, before?.book.baseline].find(
    (each) => each?.model === program.attribution.model && each.currency === program.currency,
  );
  return {
    budget,
    book,
    ...(decidedBefore !== undefined && { decidedBefore }),
    inForce: inForceOf(budget, book),
    ...(guard.do.floor !== undefined && { floor: parseMoney(guard.do.floor).micros }),
    now,
    cooldownMs: durationMs(guard.cooldown),
    window: {
      ...{
        from: whole.from,
        to: whole.to,
        channel: numbersOf([own]),
        all: numbersOf(whole.channels.values()),
      },
      ...(await narrowed(money, program, { budget, baseline, from: whole.from, now })),
    },
    model: program.attribution.model,
    currency: program.currency,
    ...(rate && { atLeastSpend: convert(BigInt(least.micros), rate) }),
    revenueUnknown: [...own.unconverted.values()].some(
      ({ credit }) => credit.revenue > 0n || credit.refunded > 0n,
    ),
    ...(margin !== undefined && { margin: marginShare(margin) }),
  };
}

interface Narrowing {
  budget: Guarded;
  baseline: Baseline | undefined;
  /** Where the whole window begins. */
  from: number;
  now: number;
}
type Narrowed = Pick<GuardQuestion['window'], 'from' | 'since' | 'channel'>;

/** The channel's numbers where they may not reach back as far as the whole window. */
async function narrowed(
  money: Reads,
  program: Program,
  { budget, baseline, from, now }: Narrowing,
): Promise<Narrowed | undefined> {
  const { model } = program.attribution;
  const { when } = budget.guard;
  const { startsAt } = currentPeriod(program, budget, now);
  const notBefore = when.carryOver ? from : Math.max(from, startsAt);
  const day = (at: number): string => placeOf(at, program.timeZone).day;
  if (baseline && day(notBefore) <= day(baseline.at)) {
    const numbers = await numbersSince(money, program, { channel: budget.channel, from: baseline.from, now });
    return { from: baseline.at, since: 'person', channel: since(numbers, baseline) };
  }
  if (notBefore === from) return undefined;
  const lengthMs = durationMs(when.over);
  const { channels } = await readWindow(money, program, model, { lengthMs, to: now, notBefore });
  return {
    from: notBefore,
    since: 'period',
    channel: numbersOf([channels.get(budget.channel) ?? newConverted()]),
  };
}

/** The channel's numbers as they are now, for a person's decision of now. */
export async function baselineOf(
  money: Pick<MoneyStore, 'dayTotals'>,
  program: Program,
  { guard, channel }: Guarded,
  now: number,
): Promise<Baseline> {
  const from = placeOf(now - durationMs(guard.when.over), program.timeZone).day;
  const {
    spend,
    sends = 0n,
    revenue,
    conversions,
  } = await numbersSince(money, program, { channel, from, now });
  return {
    ...{ at: now, from, model: program.attribution.model, currency: program.currency },
    ...{ spend: Number(spend), sends: Number(sends), revenue: Number(revenue), conversions },
  };
}

async function numbersSince(
  money: Pick<MoneyStore, 'dayTotals'>,
  program: Program,
  { channel, from, now }: { channel: string; from: string; now: number },
): Promise<ChannelNumbers> {
  const add = converter(program, program.attribution.model);
  const figures = newConverted();
  for (const { channel: of, day, total } of await money.dayTotals(from, placeOf(now, program.timeZone).day))
    if (of === channel) add(figures, total, day);
  return numbersOf([figures]);
}

function numbersOf(all: Iterable<Converted>): ChannelNumbers {
  let [spend, sends, revenue, millionths] = [0n, 0n, 0n, 0n];
  for (const figures of all) {
    spend += spendOf(figures);
    sends += figures.sendCost;
    revenue += revenueOf(figures);
    millionths += figures.credit.conversions;
  }
  return { spend, sends, revenue, conversions: Number(millionths) / Number(WHOLE) };
}
