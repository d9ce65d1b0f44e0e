// The touchpoints of a profile: clicks and campaign visits (and sends, where the program says so) that an order may be
// owed to. `step` keeps them in STATE and puts those of an order into its conversion fact.
import type { Touchpoint } from '../../../schemas/facts.ts';

/** More than this explain an order no better, and STATE pays for each by the byte. */
const TOUCHPOINTS_MAX = 40;

const inOrder = (a: Touchpoint, b: Touchpoint): number =>
  a.at - b.at || compare(a.channel, b.channel) || compare(a.kind, b.kind);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Those an order at `at` is owed to: within the window before it, oldest first. A send alone is none unless `sends`. */
export function touchpointsFor(
  touchpoints: readonly Touchpoint[],
  at: number,
  windowMs: number,
  sends = false,
): Touchpoint[] {
  return touchpoints
    .filter((t) => t.at <= at && t.at >= at - windowMs && (sends || t.kind !== 'send'))
    .sort(inOrder);
}

/** The list with one more, in order of time. */
export function collectTouchpoint(touchpoints: readonly Touchpoint[], next: Touchpoint): Touchpoint[] {
  return [...touchpoints, next].sort(inOrder);
}

/**
 * Drops what no order can reach any more. An order may come late: one that happened up to `lateMs` before `now` still
 * finds its window whole. Of too many the first is kept and the oldest after it go, since models ask for the ends.
 */
export function pruneTouchpoints(
  touchpoints: readonly Touchpoint[],
  now: number,
  windowMs: number,
  lateMs = 24 * 60 * 60 * 1000,
): Touchpoint[] {
  const kept = touchpoints.filter((t) => t.at >= now - windowMs - lateMs).sort(inOrder);
  const [first] = kept;
  if (!first || kept.length <= TOUCHPOINTS_MAX) return kept;
  return [first, ...kept.slice(kept.length - TOUCHPOINTS_MAX + 1)];
}
