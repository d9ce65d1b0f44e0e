// Touchpoints of a profile: what may have led to an order.
import type { Touchpoint } from '../../../schemas/facts.ts';
import { MINUTE_MS } from '../time/duration.ts';

const TOUCHPOINTS = 30;
/** A click on our link and the visit it becomes are one touch. */
const ONE_TOUCH_MS = 30 * MINUTE_MS;

export function addTouchpoint(state: { touchpoints: Touchpoint[] }, touch: Touchpoint): void {
  const same = state.touchpoints.some(
    (known) => known.channel === touch.channel && Math.abs(known.at - touch.at) < ONE_TOUCH_MS,
  );
  if (same) return;
  state.touchpoints = [...state.touchpoints, touch].sort((a, b) => a.at - b.at).slice(-TOUCHPOINTS);
}
