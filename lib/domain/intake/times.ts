// When an event happened, from the sender's timestamps and the time of acceptance. Client clocks are often wrong;
// journeys must not be.

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Numbers below this are seconds since the epoch, others milliseconds. */
const SECONDS_BELOW = 1e11;

/**
 * ISO 8601, parsed leniently: one-digit months and days (Segment's own documentation prints
 * `2015-2-02T00:30:08.276Z`), a space for the T, a zone without colon; no zone is UTC. Text that names no real moment
 * gives undefined.
 */
const INSTANT =
  /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?\s*$/;

/** Milliseconds since the epoch, or undefined. */
export function parseInstant(value: string | number): number | undefined {
  if (typeof value === 'number') {
    const ms = Math.round(Math.abs(value) < SECONDS_BELOW ? value * 1000 : value);
    return inRange(ms) ? ms : undefined;
  }
  const match = INSTANT.exec(value);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (year < 1970 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 60) return undefined;
  const midnight = Date.UTC(year, month - 1, day);
  if (midnight < Date.UTC(year, month - 1, 1) || midnight >= Date.UTC(year, month, 1)) return undefined;
  const fraction = Number(`0.${match[7] ?? '0'}`);
  const ms =
    midnight + hour * HOUR + minute * 60_000 + second * 1000 + Math.floor(fraction * 1000) - offset(match[8]);
  return inRange(ms) ? ms : undefined;
}

function offset(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const ms = (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0)) * 60_000;
  return zone[0] === '-' ? -ms : ms;
}

/** From 1970 to the end of 9999. */
function inRange(ms: number): boolean {
  return Number.isFinite(ms) && ms >= 0 && ms < 253_402_300_800_000;
}

/**
 * The event's own time. `sentAt` is read from the same clock as `timestamp`, so the difference between them is right
 * even where both are wrong. The correction applies only to a timestamp at most 24 h before sentAt, because an older
 * one was set on purpose (an import). The result is never after acceptance.
 */
export function correctSkew(clientAt: number | null, sentAt: number | undefined, acceptedAt: number): number {
  if (clientAt === null) return acceptedAt;
  if (sentAt === undefined || clientAt > sentAt || sentAt - clientAt > DAY)
    return Math.min(clientAt, acceptedAt);
  return Math.max(0, acceptedAt - (sentAt - clientAt));
}
