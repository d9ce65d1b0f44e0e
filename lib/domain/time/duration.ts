// ISO 8601 durations as milliseconds: weeks, days of 24 hours, hours, minutes, seconds.
import { Temporal } from 'temporal-polyfill';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Milliseconds of a duration that the Duration schema let through. */
export function durationMs(duration: string): number {
  const d = Temporal.Duration.from(duration);
  return (d.weeks * 7 + d.days) * DAY_MS + d.hours * HOUR_MS + d.minutes * MINUTE_MS + d.seconds * SECOND_MS;
}
