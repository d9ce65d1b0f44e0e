// Temporal as functions: a bundle contains only what is named here or beside it. The classes are three times as much
// code, which every cold start would load.
import { getISO } from 'temporal-polyfill/fns/Calendar';
import { fromEpochMilliseconds, toZonedDateTimeISO } from 'temporal-polyfill/fns/Instant';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';

export type Day = PlainDate.Record;
export type Zoned = ZonedDateTime.Record;

/** Throws a RangeError where there is no such zone. */
export const zoned = (at: number, zone: string): Zoned => toZonedDateTimeISO(fromEpochMilliseconds(at), zone);

/** How far a zone's clock is ahead of UTC at an instant, in ms. */
export const offsetAt = (at: number, zone: string): number =>
  ZonedDateTime.offsetNanoseconds(zoned(at, zone)) / 1e6;

/** Of `2026-11-20`. */
export const dayFrom = (text: string): Day => PlainDate.fromString(text, getISO);

/** The first instant of a day in a zone (not always midnight). */
export const startsAt = (day: Day, zone: string): number =>
  PlainDate.toZonedDateTime(day, zone).epochMilliseconds;
