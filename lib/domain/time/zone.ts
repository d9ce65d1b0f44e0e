// Time zones: IANA names, and what senders write in their place.
import { zoneNames } from '../../../schemas/generated/zone-names.ts';
import { zoned } from './temporal.ts';

export function isZone(zone: string): boolean {
  try {
    zoned(0, zone);
    return true;
  } catch {
    return false;
  }
}

/** The zone if it is one that exists, else the fallback. */
export function zoneOr(zone: string | undefined, fallback: string): string {
  if (!zone) return fallback;
  try {
    return zoned(0, zone).timeZoneId;
  } catch {
    return fallback;
  }
}

/** Most profiles have one of a few zones, and every event with a context names its own again. */
const known = new Map<string, string | undefined>();
const KNOWN = 1000;
const CHARACTERS_MAX = 100;

/**
 * The zone that a sender means: an IANA name in any case, a name of Windows or Rails, or an offset such as `UTC+2` or
 * `-08:00`, which is given as `+02:00`. Undefined: none that can be read. A number may be hours or minutes, either way
 * round, and is none.
 */
export function readZone(given: unknown): string | undefined {
  if (typeof given !== 'string' || given.length > CHARACTERS_MAX) return undefined;
  if (known.has(given)) return known.get(given);
  const zone = read(given.trim());
  if (known.size >= KNOWN) known.clear();
  known.set(given, zone);
  return zone;
}

/** An offset knows no summer time. */
export const isOffset = (zone: string): boolean => /^(?:[+-]|Etc\/GMT[+-])/.test(zone);

/** `(GMT-08:00) Pacific Time (US & Canada)`, as Rails and Windows show a zone to people. */
const SHOWN = /^\((?:GMT|UTC)([^)]*)\)\s*(.+)$/i;
const OFFSET = /^(?:UTC|GMT|Z)?\s*([+-])(?:(\d{2}):?(\d{2})|(\d{1,2}))$/i;
const OFFSET_HOURS_MAX = 14;

function read(text: string): string | undefined {
  if (text === '') return undefined;
  const shown = SHOWN.exec(text);
  if (shown) return read(shown[2] ?? '') ?? read(shown[1] || 'UTC');
  return named(text) ?? offset(text.replace('\u2212', '-'));
}

function named(text: string): string | undefined {
  if (!/^[a-z]/i.test(text)) return undefined;
  if (/^z$/i.test(text)) return 'UTC';
  const zone = zoneOr(text.replaceAll(' ', '_'), '');
  if (zone !== '') return zone;
  const name = text.toLowerCase().replace(/ (?:daylight|summer) time\b/, ' standard time');
  return Object.hasOwn(zoneNames, name) ? zoneNames[name] : undefined;
}

function offset(text: string): string | undefined {
  const [, sign, two, minutes = '00', one] = OFFSET.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const hours = Number(two ?? one);
  if (hours > OFFSET_HOURS_MAX || Number(minutes) > 59) return undefined;
  if (hours === 0 && Number(minutes) === 0) return 'UTC';
  return `${sign}${String(hours).padStart(2, '0')}:${minutes}`;
}
