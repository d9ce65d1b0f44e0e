// Touchpoints of a profile: what may have led to an order.
import type { Touchpoint } from '../../../schemas/facts.ts';
import { MINUTE_MS } from '../time/duration.ts';

const TOUCHPOINTS = 30;
/** A message, the click in it and the visit that follows the click are one touch. */
const ONE_TOUCH_MS = 30 * MINUTE_MS;

/** A click identifies its message, a visit its campaign, a send only that there was one. */
const DETAIL: Record<Touchpoint['kind'], number> = { send: 0, visit: 1, click: 2 };

export function addTouchpoint(state: { touchpoints: Touchpoint[] }, touch: Touchpoint): void {
  const [same] = state.touchpoints
    .filter((known) => isSame(known, touch))
    .sort((a, b) => Math.abs(a.at - touch.at) - Math.abs(b.at - touch.at));
  const others = state.touchpoints.filter((known) => known !== same);
  state.touchpoints = [...others, same ? merged(same, touch) : touch]
    .sort((a, b) => a.at - b.at)
    .slice(-TOUCHPOINTS);
}

/** Touches of different journeys, or of different steps of one, are different messages. */
function isSame(a: Touchpoint, b: Touchpoint): boolean {
  return (
    a.channel === b.channel &&
    Math.abs(a.at - b.at) < ONE_TOUCH_MS &&
    agree(a.journey, b.journey) &&
    agree(a.step, b.step)
  );
}

const agree = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

/** Keeps the earlier time. The more informative touch determines the kind; the other fills in what it lacks. */
function merged(known: Touchpoint, touch: Touchpoint): Touchpoint {
  const [more, less] = DETAIL[touch.kind] > DETAIL[known.kind] ? [touch, known] : [known, touch];
  return { ...less, ...more, at: Math.min(known.at, touch.at) };
}
