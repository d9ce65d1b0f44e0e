// The delay before a message that was provably not accepted is tried again: it grows, and a hash spreads it instead of
// randomness.
import { hashText } from '../hash.ts';

const FIRST_SECONDS = 5;
const SECONDS_MAX = 900;

/**
 * Seconds until attempt `attempt` (1 is the first retry): doubles from 5 s to 15 min, spread between half and all of
 * it.
 */
export function retrySeconds(sendId: string, attempt: number): number {
  const full = Math.min(SECONDS_MAX, FIRST_SECONDS * 2 ** Math.min(attempt - 1, 20));
  let spread = 0;
  for (const c of hashText(`${sendId}#${attempt}`)) spread = (spread * 31 + c.charCodeAt(0)) % 1000;
  return Math.max(1, Math.round(full * (0.5 + spread / 2000)));
}
