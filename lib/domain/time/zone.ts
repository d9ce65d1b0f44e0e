// IANA time zones: whether one exists, and the fallback where it does not.
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
