// Money is integer micros of a currency's major unit, never a float (1 EUR = 1,000,000). One amount fits a number; sums
// may pass 2^53 and are bigint.
import type { Money } from '../../../schemas/primitives.ts';
import { minorDigitsOf } from './currency.ts';

const MICRO_DIGITS = 6;
const MICROS = 1_000_000n;

/** How money is written in responses: a decimal with the currency's minor digits, and the currency. */
export interface Amount {
  amount: string;
  currency: string;
}

/** `"50000.00 CNY"` -> micros. Throws a RangeError on text that the MoneyText schema rejects. */
export function parseMoney(text: string): Money {
  const [decimal = '', currency = '', more] = text.split(' ');
  if (!/^[A-Z]{3}$/.test(currency) || more !== undefined)
    throw new RangeError('money is written as "50000.00 CNY"');
  return { micros: parseMicros(decimal), currency };
}

/** `"200.5"` -> 200500000. At most 9 digits before and 6 after the point, so that it stays exact. */
export function parseMicros(decimal: string): number {
  const parts = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(decimal);
  if (!parts) throw new RangeError('an amount is written as "50000.00"');
  return Number(parts[1]) * Number(MICROS) + Number((parts[2] ?? '').padEnd(MICRO_DIGITS, '0'));
}

/** Micros -> `{ amount: "12.34", currency: "EUR" }`, halves rounded away from zero. */
export function formatMoney(micros: bigint | number, currency: string): Amount {
  return { amount: decimalOf(BigInt(micros), minorDigitsOf(currency)), currency };
}

/** Micros -> `"12.34 EUR"`, as programs write money and people read it. */
export function moneyText(money: Money): string {
  const { amount, currency } = formatMoney(money.micros, money.currency);
  return `${amount} ${currency}`;
}

function decimalOf(micros: bigint, digits: number): string {
  const unit = 10n ** BigInt(MICRO_DIGITS - digits);
  const sign = micros < 0n ? -1n : 1n;
  const rounded = divideHalfUp(micros * sign, unit);
  const text = rounded.toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const minus = sign < 0n && rounded !== 0n ? '-' : '';
  return digits === 0 ? `${minus}${text}` : `${minus}${whole}.${text.slice(-digits)}`;
}

/** Division of a non-negative dividend, rounded half up. */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend * 2n + divisor) / (divisor * 2n);
}
