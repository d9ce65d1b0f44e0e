// What a date in a template means: an instant, which is written in the person's zone, or a date and time of no zone, which
// is written as it was given.
import { offsetAt } from '../time/temporal.ts';

export interface TemplateDate {
  /** Seconds, as Liquid counts. */
  seconds: number;
  zone: Zone;
}
/** A zone's name, or minutes west of UTC, as Liquid's date filter takes it. */
type Zone = string | number;

const DAY = /^(\d{4})-?(\d{2})-?(\d{2})$/;
const LOCAL = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?$/i;
/** A zone at the end of a text: `Z`, an offset after a time, or a name as RFC 2822 has them. */
const ZONED =
  /(?:\dz|\d:\d{2}(?::[\d.,]+)?\s*[+-]\d{2}(?::?\d{2})?|\b(?:GMT|UTC?|[ECMP][SD]T|Z)(?:[+-]\d+(?::\d+)?)?)(?:\s*\([^()]*\)|\[[^[\]]*\])?$/i;

/** Undefined: a value that the filter handles itself (it writes what is no date as it is). */
export function templateDate(value: unknown, zone: Zone): TemplateDate | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  const local = localOf(text);
  if (local !== undefined) return asWritten(local, zone);
  return /^-?\d+(\.\d+)?$/.test(text) ? { seconds: secondsOf(Number(text)), zone } : undefined;
}

/** Epoch seconds, milliseconds, microseconds or nanoseconds: each is of another size for any date from 1973 to 5138. */
function secondsOf(epoch: number): number {
  const size = Math.abs(epoch);
  if (size < 1e11) return epoch;
  if (size < 1e14) return epoch / 1e3;
  return size < 1e17 ? epoch / 1e6 : epoch / 1e9;
}

/** The date and time that a text without a zone shows, as if it were UTC; undefined: it has a zone, or is none. */
function localOf(text: string): number | undefined {
  const [, year = '', month, day] = DAY.exec(text) ?? [];
  // As a number 20261120 is a day too: as seconds it would be one in 1970.
  if (year && (text.includes('-') || /^(?:19|20|21)/.test(year)))
    return parsed(`${year}-${month}-${day}T00:00Z`);
  if (LOCAL.test(text)) return parsed(`${text.replace(' ', 'T').replace(',', '.')}Z`);
  if (!/\D/.test(text) || /^-?[\d.]+$/.test(text) || ZONED.test(text)) return undefined;
  // Other spellings, such as `Nov 20, 2026 10:00` or `2026-11`.
  return parsed(`${text} UTC`) ?? parsed(`${text}Z`);
}

function parsed(text: string): number | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** A time that the zone's clock skipped is written all the same, with the offset that then held. */
function asWritten(local: number, zone: Zone): TemplateDate {
  if (typeof zone === 'number') return { seconds: (local + zone * 60_000) / 1000, zone };
  const at = local - offsetAt(local - offsetAt(local, zone), zone);
  const skipped = at + offsetAt(at, zone) !== local;
  return { seconds: at / 1000, zone: skipped ? (at - local) / 60_000 : zone };
}
