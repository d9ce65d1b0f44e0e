// Quiet hours (I6): whether a channel may send at this instant in the recipient's zone, and when it may next. A window
// is a set of wall-clock times. An hour that a clock change repeats is inside twice or not at all; times that it skips
// do not exist, and a window that it skips entirely does not open that day. On a closed day, midnight to midnight local
// time, nothing goes out.
// and a window that a gap swallows whole does not open that day. On a closed day, midnight to midnight local, nothing goes out.
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import * as PlainTime from 'temporal-polyfill/fns/PlainTime';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';
import type { Channel } from '../../../schemas/program.ts';
import { type Day, startsAt, type Zoned, zoned } from '../time/temporal.ts';

export type Window = NonNullable<Channel['window']>;
export type WindowAnswer = { open: true } | { open: false; opensAt: number };

/** More than the closed days a window can have; beyond it the caller simply asks again. */
const DAYS_MAX = 130;

/** `zone` must be valid (see `zoneOr`). `from` equal to `to` is the whole day; `from` after `to` crosses midnight. */
export function windowAt(window: Window | undefined, zone: string, atMs: number): WindowAnswer {
  if (!window) return { open: true };
  const at = zoned(atMs, zone);
  if (isOpen(window, at)) return { open: true };
  let day = ZonedDateTime.toPlainDate(at);
  for (let i = 0; i < DAYS_MAX; i++, day = PlainDate.addDays(day, 1)) {
    let first: number | undefined;
    for (const candidate of openings(window, zone, day)) {
      if (
        candidate > atMs &&
        (first === undefined || candidate < first) &&
        isOpen(window, zoned(candidate, zone))
      )
        first = candidate;
    }
    if (first !== undefined) return { open: false, opensAt: first };
  }
  return { open: false, opensAt: startsAt(day, zone) };
}

function isOpen(window: Window, at: Zoned): boolean {
  if (window.closedDays?.includes(PlainDate.toString(ZonedDateTime.toPlainDate(at)))) return false;
  const minute = at.hour * 60 + at.minute;
  const from = minutes(window.from);
  const to = minutes(window.to);
  if (from === to) return true;
  return from < to ? from <= minute && minute < to : minute >= from || minute < to;
}

/**
 * Every instant of the day at which the window may open: the wall clock reaches `from` (twice when an hour repeats),
 * the date changes, or the clock is moved. A superset: the caller checks each.
 */
function openings(window: Window, zone: string, day: Day): number[] {
  const start = PlainDate.toZonedDateTime(day, zone);
  const local = PlainDate.toPlainDateTime(day, PlainTime.fromString(window.from));
  const reached = (disambiguation: 'earlier' | 'later') =>
    PlainDateTime.toZonedDateTime(local, zone, { disambiguation }).epochMilliseconds;
  const found = [start.epochMilliseconds, reached('earlier'), reached('later')];
  if (ZonedDateTime.hoursInDay(start) !== 24) {
    const end = startsAt(PlainDate.addDays(day, 1), zone);
    const next = (from: Zoned) => ZonedDateTime.getTimeZoneTransition(from, 'next');
    let moved = next(ZonedDateTime.subtractMilliseconds(start, 1));
    while (moved && moved.epochMilliseconds < end) {
      found.push(moved.epochMilliseconds);
      moved = next(moved);
    }
  }
  return found;
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
