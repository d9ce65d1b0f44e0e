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
  value: number;
  window: string;
  /** The window's bounds, ms. */
  from: number;
  to: number;
  model: string;
  currency: string;
  /** Micros: all cost of the channel, its net revenue. */
  spend: number;
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
  what: 'approved' | 'reverted' | 'rejected';
  by: string;
  at: number;
  reason?: string;
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
  /** Its present status has been announced on the bus and to finance. */
  announced: boolean;
}
export interface Cut extends Decided {
  kind: 'cut';
  status: 'applied' | 'proposed' | 'reverted' | 'rejected';
  channel: string;
  /** The cut in millionths, and the amount below which it may not go (micros). */
  ppm: number;
  floor?: number;
  evidence: Evidence;
}
export interface Adjustment extends Decided {
  kind: 'adjustment';
  status: 'applied' | 'reverted';
}
export type Decision = Cut | Adjustment;

export interface Alert {
  kind: 'overspent-outside' | 'no-orders' | 'no-rate' | 'unconverted-revenue';
  at: number;
  text: string;
  detail: Record<string, string | number>;
  announced: boolean;
}

/** The guard's last evaluation, to show why it did not cut (I8). */
export interface Look {
  at: number;
  found: string;
  evidence?: Evidence;
}

export interface Book {
  decisions: Decision[];
  alerts: Alert[];
  look?: Look;
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

/** Time of the latest decision on this budget, by guard or person; the guard then rests for its cooldown. */
export function lastDecidedAt(book: Book): number | undefined {
  const times = book.decisions.flatMap((decision) => [decision.at, ...decision.acts.map((act) => act.at)]);
  return times.length ? Math.max(...times) : undefined;
}

/** Whether a proposed cut waits for a person. */
export const isAwaiting = (book: Book): boolean => book.decisions.some((d) => d.status === 'proposed');
