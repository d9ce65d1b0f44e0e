// The margin: the part of revenue that is left after the cost of goods. A channel's own comes before the program's. Reports
// and the guard both judge revenue x margin (contribution) where one is given, and revenue itself where none is.
import type { Program } from '../../../schemas/program.ts';
import { divideHalfUp } from '../money/money.ts';
import { ppmOf } from './book.ts';

const PPM = 1_000_000n;

/** `35%`, of a channel, or of revenue that no channel led to. */
export const marginOf = (
  { margin, channels }: Pick<Program, 'margin' | 'channels'>,
  channel?: string,
): string | undefined =>
  (channel !== undefined && Object.hasOwn(channels, channel) ? channels[channel]?.margin : undefined) ??
  margin;

/** As a share, 0 to 1. */
export const marginShare = (margin: string): number => ppmOf(margin) / Number(PPM);

/** What a margin leaves of revenue; micros, halves rounded away from zero. */
export function contributionOf(revenue: bigint, margin: string): bigint {
  const product = revenue * BigInt(ppmOf(margin));
  return product < 0n ? -divideHalfUp(-product, PPM) : divideHalfUp(product, PPM);
}
