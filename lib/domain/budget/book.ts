// What is kept of a budget in one period: decisions of the guard and of people, alerts, and the amount they leave in force.
//
// 1. Decisions are standing: the published program never changes for them, and they never change it.
// 2. A cut is a factor on the amount before it. It counts while it is applied, in its period, and while the program
//    publishes the amount it was decided on.
// 3. An adjustment by a person sets the amount for the period, whatever is published in the same currency; later cuts
//    compound on it.
import type { Money } from '../../../schemas/primitives.ts';

/** Everything a cut was decided on, in the program's currency unless it says otherwise. */
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
  /** Micros. `channel`: of the channel's own orders; `all`: of all channels', since it has too few. */
  meanOrder: number;
  meanOf: 'channel' | 'all';
  all: { revenue: number; conversions: number };
  atLeastSpend: number;
  confidence: number;
  confidenceWanted: number;
  /** How much of the period's amount is cut with this one, 0 to 1. */
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
  /** The program's amount it was decided on. */
  published: Money;
  acts: Act[];
  /** The bus and finance have been told of its present status. */
  announced: boolean;
}
export interface Cut extends Decided {
  kind: 'cut';
  status: 'applied' | 'proposed' | 'reverted' | 'rejected';
  channel: string;
  /** What is taken off, in millionths, and how far down at most (micros). */
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

/** The guard's last look, for whoever asks why it did not cut (I8). */
export interface Look {
  at: number;
  found: string;
  evidence?: Evidence;
}

export interface Book {
  decisions: Decision[];
  alerts: Alert[];
  look?: Look;
  /** Number of the next decision; rises over periods. */
  nextN: number;
}

export const newBook = (nextN: number): Book => ({ decisions: [], alerts: [], nextN });

const PPM = 1_000_000n;

/** `20%` -> 200000 millionths. */
export function ppmOf(percent: string): number {
  const [whole = '0', fraction = ''] = percent.slice(0, -1).split('.');
  return Number(whole + fraction.padEnd(4, '0'));
}

/** What a cut leaves of an amount: never under the floor, never more than there was. */
export function cutAmount(micros: number, ppm: number, floor = 0): number {
  const left = Number((BigInt(micros) * (PPM - BigInt(ppm))) / PPM);
  return Math.min(micros, Math.max(left, floor));
}

export interface InForce {
  amount: Money;
  /** What cuts count from: the published amount, or the one that a person set. */
  base: Money;
  /** Decisions that made it so. */
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

/** The last time anybody, guard or person, decided something here; the guard then rests for its cooldown. */
export function lastDecidedAt(book: Book): number | undefined {
  const times = book.decisions.flatMap((decision) => [decision.at, ...decision.acts.map((act) => act.at)]);
  return times.length ? Math.max(...times) : undefined;
}

/** Is there a cut that waits for a person? */
export const isAwaiting = (book: Book): boolean => book.decisions.some((d) => d.status === 'proposed');
