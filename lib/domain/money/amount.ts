// Amounts as other systems write them, read exactly or not at all: never through a float, and never by guessing which
// of two amounts was meant.
import { minorDigitsOf, readCurrency } from './currency.ts';

export interface ReadAmount {
  /** Negative where the amount was. */
  micros: number;
  /** Of an amount written with its currency: `100.00 EUR`. */
  currency?: string;
}

const MICRO_DIGITS = 6;
const LARGEST = 9_000_000_000_000_000n;

/** Digits, and at most one point; ten digits before it, nine after it. */
const DECIMAL = /^([+-])?(\d{1,10})(?:\.(\d{1,9}))?$/;
const WITH_CURRENCY = /^(\S+)\s+([A-Za-z]{3})$/;
/** `1.234` is 1234 to one half of the world, and 1.234 to the other. */
const TWO_MEANINGS = /^[+-]?[1-9]\d{0,2}\.\d{3}$/;

/** Whether a text could mean a thousand times what it says. Amounts of a currency of three digits are written like it. */
export const isAmbiguous = (text: string, currency: string | undefined): boolean =>
  TWO_MEANINGS.test(text) && (currency === undefined || minorDigitsOf(currency) !== 3);

/**
 * The amount in a JSON number, or in a text with a decimal point, which a currency code may follow; undefined where it
 * is neither, or where the text has two meanings. `currency`: of the event, where it names one.
 */
export function readAmount(value: unknown, currency?: string): ReadAmount | undefined {
  if (typeof value === 'number') return decimal(value.toFixed(MICRO_DIGITS));
  if (typeof value !== 'string') return undefined;
  const [, written, code] = WITH_CURRENCY.exec(value.trim()) ?? [];
  const text = written ?? value.trim();
  const own = readCurrency(code);
  if ((code !== undefined && own === undefined) || isAmbiguous(text, own ?? currency)) return undefined;
  const read = decimal(text);
  return read && own ? { ...read, currency: own } : read;
}

/** Digits beyond the sixth are rounded, halves away from zero. */
function decimal(text: string): ReadAmount | undefined {
  const [all, sign, whole = '', fraction = ''] = DECIMAL.exec(text) ?? [];
  if (all === undefined) return undefined;
  const kept = BigInt(whole + fraction.slice(0, MICRO_DIGITS).padEnd(MICRO_DIGITS, '0'));
  const micros = (fraction[MICRO_DIGITS] ?? '0') >= '5' ? kept + 1n : kept;
  if (micros > LARGEST) return undefined;
  return { micros: sign === '-' && micros > 0n ? -Number(micros) : Number(micros) };
}
