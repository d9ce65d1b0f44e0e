// I6, against a plain walk over the minutes: the opening that windowAt names is the first open minute, in any zone.
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { windowAt } from '../../lib/domain/message/window.ts';

const MINUTE = 60_000;
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Asia/Beirut',
  'America/St_Johns',
];
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);

interface Window {
  from: string;
  to: string;
  closedDays: string[];
}

/** Written from the wall clock's text, apart from the code under test. */
function inside({ from, to, closedDays }: Window, zone: string, ms: number): boolean {
  const text = Temporal.Instant.fromEpochMilliseconds(ms)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString();
  if (closedDays.includes(text.slice(0, 10))) return false;
  const clock = text.slice(11, 16);
  if (from === to) return true;
  return from < to ? clock >= from && clock < to : clock >= from || clock < to;
}

it('names the first open minute, near every change of the clock in a year', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.record({ from: time, to: time, closed: fc.boolean() }),
      fc.nat(365),
      fc.integer({ min: 0, max: 1439 }),
      (zone, { from, to, closed }, dayOfYear, minute) => {
        const year = Temporal.ZonedDateTime.from(`2026-01-01T00:00[${zone}]`);
        // Half of the cases start within a day of a transition.
        const moved = year.add({ days: dayOfYear }).getTimeZoneTransition('next');
        const base = moved && dayOfYear % 2 ? moved.subtract({ hours: 20 }) : year.add({ days: dayOfYear });
        const at = Math.floor(base.epochMilliseconds / MINUTE) * MINUTE + minute * MINUTE;
        const closedDays = closed
          ? [Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString()]
          : [];
        const window = { from, to, closedDays };
        const answer = windowAt(window, zone, at);
        if (answer.open) {
          expect(inside(window, zone, at)).toBe(true);
          return;
        }
        let expected = at;
        while (!inside(window, zone, expected) && expected < at + 3 * 1440 * MINUTE) expected += MINUTE;
        expect(answer.opensAt).toBe(expected);
      },
    ),
    { numRuns: 60 },
  );
}, 30_000);
