// The guard's decision on one budget: cut or not, and why, computed from numbers alone.
//
// The statistic: orders arrive as a Poisson stream, so given n conversions in the window their true number follows
// about Gamma(n + 0.5). The return is under the threshold where that number times the mean order is under threshold x
// spend. confidence = P(Gamma(n + 0.5) < threshold x spend / mean order). Spend without any conversion is evidence
// too. Where the channel has a margin, an order is worth its margin of the mean order.
import jStat from 'jstat';
import type { Budget } from '../../../schemas/budget.ts';
import type { ChannelNumbers } from './baseline.ts';
import {
  type Book,
  cutAmount,
  type Evidence,
  type InForce,
  isAwaiting,
  lastDecidedAt,
  ppmOf,
} from './book.ts';

/** A channel with fewer orders is judged with the mean order of all channels. */
const OWN_ORDERS_MIN = 5;
const PPM = 1_000_000n;

export interface GuardQuestion {
  budget: Budget & { guard: NonNullable<Budget['guard']> };
  book: Book;
  /** The last decision of the previous period, because a cooldown may run past the period's end. */
  decidedBefore?: number;
  inForce: InForce;
  /** Micros in the budget's currency. */
  floor?: number;
  now: number;
  cooldownMs: number;
  /** `all` is all channels over the whole window: what an order is worth does not change with a period. */
  window: {
    from: number;
    to: number;
    /** Why the channel's numbers begin later than the window reaches. */
    since?: Evidence['since'];
    channel: ChannelNumbers;
    all: ChannelNumbers;
  };
  model: string;
  currency: string;
  /** guard.atLeast.spend in the program's currency; undefined where there is no rate for it. */
  atLeastSpend?: bigint;
  /** Some revenue of the channel is in a currency without a rate, so its return is unknown. */
  revenueUnknown: boolean;
  /** The share of revenue that is left after the cost of goods, 0 to 1. */
  margin?: number;
}

export type NoCut =
  | 'too-little-spend'
  | 'awaiting-new-evidence'
  | 'return-holds'
  | 'not-sure'
  | 'at-floor'
  | 'cooldown'
  | 'awaiting-approval';
export type Verdict =
  | { do: 'cut'; status: 'applied' | 'proposed'; to: number; ppm: number; evidence: Evidence }
  | { do: 'alert'; kind: 'no-orders' | 'no-rate' | 'unconverted-revenue' }
  | { do: 'nothing'; reason: NoCut; evidence?: Evidence };

/** P(the return is under the threshold), given n conversions and their mean order (same unit as spend). */
export function confidenceBelow(
  threshold: number,
  spend: number,
  conversions: number,
  meanOrder: number,
): number {
  if (spend <= 0) return 0;
  // Refunds used up all revenue: no number of such orders would reach the threshold.
  if (meanOrder <= 0) return 1;
  return jStat.gamma.cdf((threshold * spend) / meanOrder, conversions + 0.5, 1);
}

export function decide(question: GuardQuestion): Verdict {
  const { budget, window, atLeastSpend, book, inForce, floor } = question;
  if (atLeastSpend === undefined) return { do: 'alert', kind: 'no-rate' };
  const { spend } = window.channel;
  if (spend <= 0n || spend < atLeastSpend)
    return {
      do: 'nothing',
      reason: window.since === 'person' ? 'awaiting-new-evidence' : 'too-little-spend',
    };
  if (question.revenueUnknown) return { do: 'alert', kind: 'unconverted-revenue' };
  if (window.all.conversions <= 0) return { do: 'alert', kind: 'no-orders' };

  const ppm = ppmOf(budget.guard.do.cut);
  const to = cutAmount(inForce.amount.micros, ppm, floor);
  const evidence = evidenceOf(question, atLeastSpend, to);
  const nothing = (reason: NoCut): Verdict => ({ do: 'nothing', reason, evidence });
  if (evidence.value >= evidence.threshold) return nothing('return-holds');
  if (evidence.confidence < evidence.confidenceWanted) return nothing('not-sure');
  if (to >= inForce.amount.micros) return nothing('at-floor');
  if (isAwaiting(book)) return nothing('awaiting-approval');
  const last = Math.max(lastDecidedAt(book) ?? 0, question.decidedBefore ?? 0);
  if (question.now - last < question.cooldownMs) return nothing('cooldown');

  const above = budget.guard.approval && ppmOf(budget.guard.approval.above);
  const base = BigInt(inForce.base.micros);
  const needsPerson = above !== undefined && (base - BigInt(to)) * PPM > BigInt(above) * base;
  return { do: 'cut', status: needsPerson ? 'proposed' : 'applied', to, ppm, evidence };
}

function evidenceOf(question: GuardQuestion, atLeastSpend: bigint, to: number): Evidence {
  const { budget, window, model, currency, inForce, margin } = question;
  const { below } = budget.guard.when.roi;
  const { channel, all } = window;
  const meanOf = channel.conversions < OWN_ORDERS_MIN ? 'all' : 'channel';
  const { revenue, conversions } = window[meanOf];
  const spend = Number(channel.spend);
  const meanOrder = Number(revenue) / conversions;
  const worth = margin ?? 1;
  return {
    metric: 'roi',
    threshold: below,
    value: (worth * Number(channel.revenue)) / spend,
    ...(margin !== undefined && { margin }),
    window: budget.guard.when.over,
    from: window.from,
    to: window.to,
    ...(window.since && { since: window.since }),
    model,
    currency,
    spend,
    ...(channel.sends !== undefined && { sends: Number(channel.sends) }),
    revenue: Number(channel.revenue),
    conversions: channel.conversions,
    meanOrder: Math.round(meanOrder),
    meanOf,
    all: { revenue: Number(all.revenue), conversions: all.conversions },
    atLeastSpend: Number(atLeastSpend),
    confidence: confidenceBelow(below, spend, channel.conversions, worth * meanOrder),
    confidenceWanted: budget.guard.confidence,
    cumulative: inForce.base.micros > 0 ? 1 - to / inForce.base.micros : 0,
  };
}
