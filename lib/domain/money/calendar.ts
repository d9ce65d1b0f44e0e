// The place of an instant in the program's zone: its day, hour and slot of five minutes. Days are `2026-11-20`.
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import { toPlainDate } from 'temporal-polyfill/fns/ZonedDateTime';
import { dayFrom, startsAt, zoned } from '../time/temporal.ts';

export interface Place {
  day: string;
  /** `00` to `23`; an hour that a clock change repeats is one hour here. */
  hour: string;
  /** `00` to `11`: five minutes each. */
  slot: string;
}

const SLOT_MINUTES = 5;
const two = (n: number): string => String(n).padStart(2, '0');

export function placeOf(at: number, timeZone: string): Place {
  const local = zoned(at, timeZone);
  return {
    day: PlainDate.toString(toPlainDate(local)),
    hour: two(local.hour),
    slot: two(Math.floor(local.minute / SLOT_MINUTES)),
  };
}

/** The first instant of a day in a zone (not always midnight). */
export function startOfDay(day: string, timeZone: string): number {
  return startsAt(dayFrom(day), timeZone);
}

export function addDays(day: string, days: number): string {
  return PlainDate.toString(PlainDate.addDays(dayFrom(day), days));
}

/** The months (`2026-11`) that the days from `from` to `to`, both inclusive, lie in. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  const last = monthOf(to);
  for (let first = dayFrom(`${monthOf(from)}-01`); ; first = PlainDate.addMonths(first, 1)) {
    const month = monthOf(PlainDate.toString(first));
    if (month > last) return months;
    months.push(month);
  }
}

const monthOf = (day: string): string => day.slice(0, 7);
