// The periods of a budget in its own time zone: calendar months, weeks from Monday, days. All budgets of one length share
// their bounds: P3M begins with January, April, July and October; P2W and P7D count on from the first of 1970.
import { Temporal } from 'temporal-polyfill';

export interface BudgetPeriod {
  /** First day, `2026-11-01`: names the period. */
  start: string;
  startsAt: number;
  /** First instant after it. */
  endsAt: number;
}

/** A Monday. */
const FIRST_WEEK = Temporal.PlainDate.from('1970-01-05');
const FIRST_DAY = Temporal.PlainDate.from('1970-01-01');
const MONTHS_A_YEAR = 12;

/** The period (`P1M`, `P2W`, `P10D`) that an instant lies in. */
export function periodAt(period: string, timeZone: string, at: number): BudgetPeriod {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
  const length = Temporal.Duration.from(period);
  const start = startOf(length, today);
  return {
    start: start.toString(),
    startsAt: start.toZonedDateTime(timeZone).epochMilliseconds,
    endsAt: start.add(length).toZonedDateTime(timeZone).epochMilliseconds,
  };
}

function startOf(length: Temporal.Duration, today: Temporal.PlainDate): Temporal.PlainDate {
  if (length.months > 0) {
    const months = today.year * MONTHS_A_YEAR + today.month - 1;
    return today.with({ day: 1 }).subtract({ months: months % length.months });
  }
  const [first, days] = length.weeks > 0 ? [FIRST_WEEK, length.weeks * 7] : [FIRST_DAY, length.days];
  const passed = first.until(today, { largestUnit: 'day' }).days;
  return today.subtract({ days: ((passed % days) + days) % days });
}
