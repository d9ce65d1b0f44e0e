// ISO 8601 durations as milliseconds: weeks, days of 24 hours, hours, minutes, seconds.

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The Duration schema allows no calendar units: every unit has a fixed length. */
const PARTS = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const UNITS = [7 * DAY_MS, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS];

/** A program has few different durations, and each event that enters reads some of them again. */
const known = new Map<string, number>();
const KNOWN = 1000;

/** Milliseconds of a duration that the Duration schema accepted. */
export function durationMs(duration: string): number {
  const before = known.get(duration);
  if (before !== undefined) return before;
  const ms = read(duration);
  if (known.size >= KNOWN) known.clear();
  known.set(duration, ms);
  return ms;
}

function read(duration: string): number {
  const parts = PARTS.exec(duration);
  if (!parts) throw new RangeError(`not a duration in weeks, days and time: ${duration}`);
  let ms = 0;
  for (let i = 0; i < UNITS.length; i += 1) ms += Number(parts[i + 1] ?? 0) * (UNITS[i] ?? 0);
  if (!Number.isSafeInteger(ms)) throw new RangeError(`too long a duration: ${duration}`);
  return ms;
}
