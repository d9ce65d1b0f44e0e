// What rows, buckets and days are made of: one shape that only adds up. A row is a total of itself, a bucket the sum of
// its rows, a day the sum of its buckets, a report the sum of its days. Currencies stay apart; sums are bigint.
import { MODELS, type Model } from './weights.ts';

/** What one attribution model credits. Conversions and refunds count in millionths, since models share them out. */
export interface Credit {
  revenue: bigint;
  conversions: bigint;
  refunded: bigint;
  refunds: bigint;
}

export interface CurrencyTotal {
  /** Cost of our own sends, micros. */
  sendCost: bigint;
  /** Cost told by POST /v1/spend, micros. */
  outside: bigint;
  credits: Record<Model, Credit>;
}

export interface Total {
  sends: number;
  impressions: number;
  clicks: number;
  currencies: Map<string, CurrencyTotal>;
}

export const WHOLE = 1_000_000n;

export const newTotal = (): Total => ({ sends: 0, impressions: 0, clicks: 0, currencies: new Map() });

export const newCredit = (): Credit => ({ revenue: 0n, conversions: 0n, refunded: 0n, refunds: 0n });

/** The total's part in a currency, made when first asked for. */
export function inCurrency(total: Total, currency: string): CurrencyTotal {
  let part = total.currencies.get(currency);
  if (!part) {
    part = {
      sendCost: 0n,
      outside: 0n,
      credits: { last: newCredit(), position: newCredit(), first: newCredit(), linear: newCredit() },
    };
    total.currencies.set(currency, part);
  }
  return part;
}

/** Adds `more` into `total`. */
export function addTotal(total: Total, more: Total): void {
  total.sends += more.sends;
  total.impressions += more.impressions;
  total.clicks += more.clicks;
  for (const [currency, part] of more.currencies) {
    const sum = inCurrency(total, currency);
    sum.sendCost += part.sendCost;
    sum.outside += part.outside;
    for (const model of MODELS) addCredit(sum.credits[model], part.credits[model]);
  }
}

export function addCredit(sum: Credit, more: Credit): void {
  sum.revenue += more.revenue;
  sum.conversions += more.conversions;
  sum.refunded += more.refunded;
  sum.refunds += more.refunds;
}

export function sumTotals(totals: Iterable<Total>): Total {
  const sum = newTotal();
  for (const total of totals) addTotal(sum, total);
  return sum;
}

/** As stored: `[sends, impressions, clicks]`, then by currency `[send cost, outside, credits of MODELS, four a model]`. */
type Encoded = { n?: [number, number, number]; c?: Record<string, string[]> };

/** Compact and equal for equal totals: what is zero is left out, currencies are sorted. */
export function encodeTotal(total: Total): string {
  const encoded: Encoded = {};
  const byCurrency: Record<string, string[]> = {};
  if (total.sends || total.impressions || total.clicks)
    encoded.n = [total.sends, total.impressions, total.clicks];
  for (const [currency, part] of [...total.currencies].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const numbers = [part.sendCost, part.outside];
    for (const model of MODELS) {
      const { revenue, conversions, refunded, refunds } = part.credits[model];
      numbers.push(revenue, conversions, refunded, refunds);
    }
    while (numbers.at(-1) === 0n) numbers.pop();
    if (numbers.length) byCurrency[currency] = numbers.map(String);
  }
  if (Object.keys(byCurrency).length) encoded.c = byCurrency;
  return JSON.stringify(encoded);
}

export function decodeTotal(text: string): Total {
  const encoded = JSON.parse(text) as Encoded;
  const total = newTotal();
  [total.sends, total.impressions, total.clicks] = encoded.n ?? [0, 0, 0];
  for (const [currency, texts] of Object.entries(encoded.c ?? {})) {
    const numbers = texts.map(BigInt);
    const next = (): bigint => numbers.shift() ?? 0n;
    const part = inCurrency(total, currency);
    part.sendCost = next();
    part.outside = next();
    for (const model of MODELS)
      part.credits[model] = { revenue: next(), conversions: next(), refunded: next(), refunds: next() };
  }
  return total;
}
