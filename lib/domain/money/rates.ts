// Dated exchange rates of a program. The rate in force on a day is the latest one at or before it. Without a rate, an
// amount stays unconverted rather than guessed.
import type { Program } from '../../../schemas/program.ts';
import { divideHalfUp } from './money.ts';

/** Units of the target currency for one unit of the source: num / den, exact. */
export interface Rate {
  num: bigint;
  den: bigint;
}

export type RateTable = (from: string, to: string, day: string) => Rate | undefined;

const ONE: Rate = { num: 1n, den: 1n };
const RATE_DIGITS = 9;

/**
 * Looks up rates by currency pair and day (`2026-11-20`); pairs without the program's currency are converted through
 * it.
 */
export function rateTable(program: Pick<Program, 'currency' | 'rates'>): RateTable {
  const byCurrency = new Map<string, { from: string; num: bigint }[]>();
  for (const { currency, from, rate } of program.rates) {
    const dated = byCurrency.get(currency) ?? [];
    byCurrency.set(currency, dated);
    dated.push({ from, num: scaledRate(rate) });
  }
  for (const dated of byCurrency.values())
    dated.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));

  const toProgram = (currency: string, day: string): bigint | undefined => {
    if (currency === program.currency) return 10n ** BigInt(RATE_DIGITS);
    return byCurrency.get(currency)?.findLast((dated) => dated.from <= day)?.num;
  };
  return (from, to, day) => {
    if (from === to) return ONE;
    const num = toProgram(from, day);
    const den = toProgram(to, day);
    // A rate of 0 would make money vanish in one direction and become infinite in the other.
    return num && den ? { num, den } : undefined;
  };
}

function scaledRate(rate: string): bigint {
  const [whole = '0', fraction = ''] = rate.split('.');
  return BigInt(whole + fraction.padEnd(RATE_DIGITS, '0'));
}

/** Converted micros. `up` if the result is a promise that must cover the source, `down` if it is a limit. */
export function convert(
  micros: bigint,
  { num, den }: Rate,
  rounding: 'half' | 'up' | 'down' = 'half',
): bigint {
  const product = micros * num;
  const absolute = product < 0n ? -product : product;
  const upwards = (rounding === 'up') === product >= 0n;
  const quotient =
    rounding === 'half'
      ? divideHalfUp(absolute, den)
      : upwards
        ? (absolute + den - 1n) / den
        : absolute / den;
  return product < 0n ? -quotient : quotient;
}
