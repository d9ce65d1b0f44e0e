// The numbers of a budget's channel at the moment when a person overruled the guard. The guard judges only what came
// after it: what the person knew when they decided must not lead to another cut.
import type { Money } from '../../../schemas/primitives.ts';
import type { Act, Baseline, Book, Decision } from './book.ts';

/** A channel's money in the program's currency: micros, and conversions as the attribution model shares them. */
export interface ChannelNumbers {
  spend: bigint;
  /** The part of `spend` that Cairn's own sends cost; absent where it is not known. */
  sends?: bigint;
  /** Net of refunds. */
  revenue: bigint;
  conversions: number;
}

/**
 * Whether a person overruled the guard after the book's baseline: took a decision back, turned a cut down, set an
 * amount, or published another amount than the one that was cut.
 */
export function isOverruled({ decisions, baseline }: Book, published: Money): boolean {
  const after = baseline?.at ?? Number.NEGATIVE_INFINITY;
  return decisions.some((decision) => overruledAt(decision, published) > after);
}

function overruledAt(decision: Decision, published: Money): number {
  const acts = decision.acts.filter(({ what }) => OVERRULING[decision.kind].has(what));
  return Math.max(Number.NEGATIVE_INFINITY, ...acts.map(({ at }) => at), setAt(decision, published));
}

/** An adjustment is approved by a second person, a cut turned down by one. */
const OVERRULING: Readonly<Record<Decision['kind'], ReadonlySet<Act['what']>>> = {
  cut: new Set(['reverted', 'rejected']),
  adjustment: new Set(['reverted', 'approved']),
};

function setAt({ kind, status, at, published: decidedOn }: Decision, published: Money): number {
  const sets = kind === 'adjustment' && (status === 'applied' || status === 'reverted');
  const isEnded =
    kind === 'cut' &&
    status === 'applied' &&
    (decidedOn.micros !== published.micros || decidedOn.currency !== published.currency);
  return sets || isEnded ? at : Number.NEGATIVE_INFINITY;
}

/** What came after the baseline. */
export function since(numbers: ChannelNumbers, baseline: Baseline): ChannelNumbers {
  return {
    spend: numbers.spend - BigInt(baseline.spend),
    sends: (numbers.sends ?? 0n) - BigInt(baseline.sends),
    revenue: numbers.revenue - BigInt(baseline.revenue),
    // Attribution may move an order that was counted before to another channel.
    conversions: Math.max(0, numbers.conversions - baseline.conversions),
  };
}
