// Where an instant lies in the program's zone: its day, hour and slot of five minutes. Days are `2026-11-20`.
import { Temporal } from 'temporal-polyfill';

export interface Place {
  day: string;
  /** `00` to `23`; in the fold of a clock change both passes share theirs. */
  hour: string;
  /** `00` to `11`: five minutes each. */
  slot: string;
}

const SLOT_MINUTES = 5;
const two = (n: number): string => String(n).padStart(2, '0');

export function placeOf(at: number, timeZone: string): Place {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return {
    day: local.toPlainDate().toString(),
    hour: two(local.hour),
    slot: two(Math.floor(local.minute / SLOT_MINUTES)),
  };
}

/** The first instant of a day in a zone (not always midnight). */
export function startOfDay(day: string, timeZone: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds;
}

export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** The months (`2026-11`) that the days from `from` to `to`, both inclusive, lie in. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  const last = Temporal.PlainYearMonth.from(to.slice(0, 7));
  for (
    let month = Temporal.PlainYearMonth.from(from.slice(0, 7));
    Temporal.PlainYearMonth.compare(month, last) <= 0;
    month = month.add({ months: 1 })
  )
    months.push(month.toString());
  return months;
}
