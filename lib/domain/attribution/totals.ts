// The additive shape of rows, buckets and days. A row is a total of its own, a bucket the sum of its rows, a day the
// sum of its buckets, a report the sum of its days. Currencies stay separate; sums are bigint.
import { isModel, MODELS, type ModelName } from './models.ts';

/** The credits of one attribution model. Conversions and refunds count in millionths, since models share them out. */
export interface Credit {
  revenue: bigint;
  conversions: bigint;
  refunded: bigint;
  refunds: bigint;
}

/** By model. Those of a model that only a newer release knows are kept as they are. */
export type Credits = Record<ModelName, Credit> & { [model: string]: Credit };

export interface CurrencyTotal {
  /** Cost of our own sends, micros. */
  sendCost: bigint;
  /** Cost reported by POST /v1/spend, micros. */
  outside: bigint;
  /** All models; zero for a model whose credits are not stored in totals. */
  credits: Credits;
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

const newCredits = (): Credits => Object.fromEntries(MODELS.map((model) => [model, newCredit()])) as Credits;

function creditOf(credits: Credits, model: string): Credit {
  const known = Object.hasOwn(credits, model) ? credits[model] : undefined;
  if (known) return known;
  const credit = newCredit();
  Object.assign(credits, { [model]: credit });
  return credit;
}

/** The total's part in a currency, created on first use. */
export function inCurrency(total: Total, currency: string): CurrencyTotal {
  let part = total.currencies.get(currency);
  if (!part) {
    part = { sendCost: 0n, outside: 0n, credits: newCredits() };
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
    for (const [model, credit] of Object.entries(part.credits))
      addCredit(creditOf(sum.credits, model), credit);
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

/** As stored: `[sends, impressions, clicks]`, then by currency. Amounts are decimals, since they may exceed 2^53. */
interface Encoded {
  n?: [number, number, number];
  c?: Record<string, EncodedCurrency | string[]>;
}
/** Send cost, outside spend, and by model the fields of CREDIT, without trailing zeros. */
interface EncodedCurrency {
  s?: string;
  o?: string;
  m?: Record<string, string[]>;
}
const CREDIT = ['revenue', 'conversions', 'refunded', 'refunds'] as const;

/** Compact, and equal for equal totals: zeros are omitted, currencies are sorted. */
export function encodeTotal(total: Total): string {
  const encoded: Encoded = {};
  const byCurrency: Record<string, EncodedCurrency> = {};
  if (total.sends || total.impressions || total.clicks)
    encoded.n = [total.sends, total.impressions, total.clicks];
  for (const [currency, part] of [...total.currencies].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const texts = encodeCurrency(part);
    if (Object.keys(texts).length) byCurrency[currency] = texts;
  }
  if (Object.keys(byCurrency).length) encoded.c = byCurrency;
  return JSON.stringify(encoded);
}

function encodeCurrency({ sendCost, outside, credits }: CurrencyTotal): EncodedCurrency {
  const byModel: Record<string, string[]> = {};
  const newer = Object.keys(credits).filter((model) => !isModel(model));
  for (const model of [...MODELS, ...newer.sort()]) {
    const credit = creditOf(credits, model);
    const numbers = CREDIT.map((field) => credit[field]);
    while (numbers.at(-1) === 0n) numbers.pop();
    if (numbers.length) byModel[model] = numbers.map(String);
  }
  return {
    ...(sendCost && { s: String(sendCost) }),
    ...(outside && { o: String(outside) }),
    ...(Object.keys(byModel).length && { m: byModel }),
  };
}

export function decodeTotal(text: string): Total {
  const encoded = JSON.parse(text) as Encoded;
  const total = newTotal();
  [total.sends, total.impressions, total.clicks] = encoded.n ?? [0, 0, 0];
  for (const [currency, stored] of Object.entries(encoded.c ?? {})) {
    const { s = '0', o = '0', m = {} } = Array.isArray(stored) ? named(stored) : stored;
    const part = inCurrency(total, currency);
    part.sendCost = BigInt(s);
    part.outside = BigInt(o);
    for (const [model, numbers] of Object.entries(m)) {
      const credit = creditOf(part.credits, model);
      for (const [i, field] of CREDIT.entries()) credit[field] = BigInt(numbers[i] ?? '0');
    }
  }
  return total;
}

/** The order of the models in older totals that did not name them: four numbers each, after the two costs. */
const POSITIONS = ['last', 'position', 'first', 'linear'];

function named([s = '0', o = '0', ...numbers]: string[]): EncodedCurrency {
  const credits = POSITIONS.map((model, i) => [model, numbers.slice(4 * i, 4 * i + 4)]);
  return { s, o, m: Object.fromEntries(credits) };
}
