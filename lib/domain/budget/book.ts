// What is stored of a budget in one period: the decisions of the guard and of people, alerts, and the amount in
// force.
//
// 1. Decisions are separate from the program: publishing never changes a decision, and a decision never changes the
//    published program.
// 2. A cut is a factor on the amount before it. It counts while it is applied, in its period, and while the program
//    publishes the amount it was decided on.
// 3. An adjustment by a person sets the amount for the period, whatever is published in the same currency; later cuts
//    compound on it.
import type { Money } from '../../../schemas/primitives.ts';

/** The evidence for a cut, in the program's currency unless a field states another. */
export interface Evidence {
  metric: 'roi';
  threshold: number;
  /** Revenue over cost; where there is a margin, revenue x margin over cost. */
  value: number;
  /** The share of revenue that is left after the cost of goods, 0 to 1; absent where the program names none. */
  margin?: number;
  window: string;
  /** The window's bounds, ms. */
  from: number;
  to: number;
  /** Why `from` is later than the window reaches. */
  since?: 'period' | 'person';
  model: string;
  currency: string;
  /** Micros: all cost of the channel, its net revenue. */
  spend: number;
  /** The part of `spend` that Cairn's own sends cost; the rest was spent outside. */
  sends?: number;
  revenue: number;
  conversions: number;
  /**
   * Micros. `channel`: of the channel's own orders; `all`: of all channels' orders, because the channel has too few.
   */
  meanOrder: number;
  meanOf: 'channel' | 'all';
  all: { revenue: number; conversions: number };
  atLeastSpend: number;
  confidence: number;
  confidenceWanted: number;
  /** Share of the period's amount that is cut once this cut applies, 0 to 1. */
  cumulative: number;
}

export interface Act {
  what: 'approved' | 'reverted' | 'rejected' | 'revert-asked' | 'expired';
  by: string;
  at: number;
  reason?: string;
  /** Of an act that a second person agreed to: who had asked for it. */
  askedBy?: string;
}

/** What a person asked for and a second person must agree to. */
export interface Waiting {
  for: 'adjust' | 'revert';
  by: string;
  at: number;
  reason: string;
  /** Nobody may agree to it at or after this time. */
  expiresAt: number;
}

interface Decided {
  n: number;
  at: number;
  by: string;
  reason: string;
  from: Money;
  to: Money;
  /** The published amount it was decided on. */
  published: Money;
  acts: Act[];
  waiting?: Waiting;
  /** Its present status has been announced on the bus and to finance. */
  announced: boolean;
}

/** What a cut can hold back, at the time it was decided. Micros in the budget's currency. */
export interface Reach {
  /** Whether sends of the channel ask the budget: Cairn sends on it, and its messages have a price. */
  enforced: boolean;
  /** Taken by sends in the period, and spent outside Cairn in it. */
  taken: number;
  outside: number;
}

export interface Cut extends Decided {
  kind: 'cut';
  status: 'applied' | 'proposed' | 'reverted' | 'rejected';
  channel: string;
  /** The cut in millionths, and the amount below which it may not go (micros). */
  ppm: number;
  floor?: number;
  evidence: Evidence;
  /** Absent in cuts of earlier releases. */
  reach?: Reach;
}
export interface Adjustment extends Decided {
  kind: 'adjustment';
  status: 'applied' | 'proposed' | 'reverted' | 'rejected' | 'expired';
}
export type Decision = Cut | Adjustment;

export interface Alert {
  kind: 'overspent-outside' | 'no-orders' | 'no-rate' | 'unconverted-revenue';
  at: number;
  text: string;
  detail: Record<string, string | number | boolean>;
  announced: boolean;
}

/** The guard's last evaluation, to show why it did not cut (I8). */
export interface Look {
  at: number;
  found: string;
  /** The start of what it judged. */
  from?: number;
  evidence?: Evidence;
}

/**
 * A channel's numbers at the moment when a person overruled the guard, in the program's currency. Sums over whole days, so
 * that spend reported late for a day before the decision counts as new too.
 */
export interface Baseline {
  /** When the person decided, ms. */
  at: number;
  /** First day of the sums. */
  from: string;
  model: string;
  currency: string;
  /** Micros. */
  spend: number;
  sends: number;
  revenue: number;
  conversions: number;
}

export interface Book {
  decisions: Decision[];
  alerts: Alert[];
  look?: Look;
  baseline?: Baseline;
  /** Number of the next decision; numbers keep rising across periods. */
  nextN: number;
}

export const newBook = (nextN: number): Book => ({ decisions: [], alerts: [], nextN });

const PPM = 1_000_000n;

/** `20%` -> 200000 millionths. */
export function ppmOf(percent: string): number {
  const [whole = '0', fraction = ''] = percent.slice(0, -1).split('.');
  return Number(whole + fraction.padEnd(4, '0'));
}

/** The amount after a cut: never below the floor, never above the amount before. */
export function cutAmount(micros: number, ppm: number, floor = 0): number {
  const left = Number((BigInt(micros) * (PPM - BigInt(ppm))) / PPM);
  return Math.min(micros, Math.max(left, floor));
}

export interface InForce {
  amount: Money;
  /** The amount that cuts are applied to: the published one, or the one that a person set. */
  base: Money;
  /** Numbers of the decisions it results from. */
  standing: number[];
}

export function amountInForce(published: Money, decisions: readonly Decision[]): InForce {
  let base = published;
  let micros = published.micros;
  let standing: number[] = [];
  for (const decision of decisions.toSorted((a, b) => a.n - b.n)) {
    if (decision.status !== 'applied' || decision.to.currency !== published.currency) continue;
    if (decision.kind === 'adjustment') {
      base = decision.to;
      micros = base.micros;
      standing = [decision.n];
    } else if (decision.published.micros === published.micros) {
      micros = cutAmount(micros, decision.ppm, decision.floor);
      standing.push(decision.n);
    }
  }
  return { amount: { ...published, micros }, base, standing };
}

/**
 * Time of the latest decision on this budget, by guard or person; the guard then rests for its cooldown. What a person
 * asked for and nobody agreed to was not decided.
 */
export function lastDecidedAt(book: Book): number | undefined {
  const times = book.decisions.flatMap((decision) => [
    ...(isUndecided(decision) ? [] : [decision.at]),
    ...decision.acts.filter(({ what }) => !UNDECIDED.has(what)).map((act) => act.at),
  ]);
  return times.length ? Math.max(...times) : undefined;
}

const UNDECIDED: ReadonlySet<Act['what']> = new Set(['revert-asked', 'expired']);
const isUndecided = ({ kind, status }: Decision): boolean =>
  kind === 'adjustment' && status !== 'applied' && status !== 'reverted';

/** Whether a cut that the guard proposed waits for a person. */
export const isAwaiting = (book: Book): boolean =>
  book.decisions.some(({ kind, status }) => kind === 'cut' && status === 'proposed');
