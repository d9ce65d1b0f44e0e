// The periods of a budget in its own time zone: calendar months, weeks from Monday, days. All budgets of one length
// share their bounds: P3M starts in January, April, July and October; P2W and P7D are counted from the start of 1970.
import * as Duration from 'temporal-polyfill/fns/Duration';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import { toPlainDate } from 'temporal-polyfill/fns/ZonedDateTime';
import { type Day, dayFrom, startsAt, zoned } from '../time/temporal.ts';

export interface BudgetPeriod {
  /** First day, `2026-11-01`; it names the period. */
  start: string;
  startsAt: number;
  /** First instant after it. */
  endsAt: number;
}

/** A Monday. */
const FIRST_WEEK = dayFrom('1970-01-05');
const FIRST_DAY = dayFrom('1970-01-01');
const MONTHS_A_YEAR = 12;

/** The period (`P1M`, `P2W`, `P10D`) that an instant lies in. */
export function periodAt(period: string, timeZone: string, at: number): BudgetPeriod {
  const today = toPlainDate(zoned(at, timeZone));
  const length = Duration.fromString(period);
  const start = startOf(length, today);
  return {
    start: PlainDate.toString(start),
    startsAt: startsAt(start, timeZone),
    endsAt: startsAt(PlainDate.add(start, length), timeZone),
  };
}

function startOf(length: Duration.Record, today: Day): Day {
  if (length.months > 0) {
    const months = today.year * MONTHS_A_YEAR + today.month - 1;
    return PlainDate.subtractMonths(PlainDate.withDayOfMonth(today, 1), months % length.months);
  }
  const [first, days] = length.weeks > 0 ? [FIRST_WEEK, length.weeks * 7] : [FIRST_DAY, length.days];
  const passed = PlainDate.diffDays(first, today);
  return PlainDate.subtractDays(today, ((passed % days) + days) % days);
}
