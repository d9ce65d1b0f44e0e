import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { periodAt } from '../../../lib/domain/budget/period.ts';

const at = (text: string) => Date.parse(text);

describe('periods of a budget', () => {
  test("months are calendar months in the budget's zone", () => {
    expect(periodAt('P1M', 'Asia/Shanghai', at('2026-11-30T15:59:59.999Z'))).toEqual({
      start: '2026-11-01',
      startsAt: at('2026-10-31T16:00:00Z'),
      endsAt: at('2026-11-30T16:00:00Z'),
    });
    expect(periodAt('P1M', 'Asia/Shanghai', at('2026-11-30T16:00:00Z')).start).toBe('2026-12-01');
  });
  test('three months are quarters', () => {
    expect(periodAt('P3M', 'UTC', at('2026-11-20T00:00:00Z')).start).toBe('2026-10-01');
    expect(periodAt('P3M', 'UTC', at('2026-03-31T23:59:59Z')).start).toBe('2026-01-01');
  });
  test('weeks begin on Monday', () => {
    expect(periodAt('P1W', 'Europe/Berlin', at('2026-11-22T22:59:59Z')).start).toBe('2026-11-16');
    expect(periodAt('P1W', 'Europe/Berlin', at('2026-11-22T23:00:00Z')).start).toBe('2026-11-23');
  });
  test('a day of a clock change has 23 or 25 hours', () => {
    const hours = (text: string) => {
      const { startsAt, endsAt } = periodAt('P1D', 'Europe/Berlin', at(text));
      return (endsAt - startsAt) / 3_600_000;
    };
    expect([
      hours('2026-03-29T12:00:00Z'),
      hours('2026-10-25T12:00:00Z'),
      hours('2026-11-20T12:00:00Z'),
    ]).toEqual([23, 25, 24]);
  });
  test('every instant lies in exactly one period, and the next begins where it ends', () => {
    const period = fc.constantFrom('P1M', 'P2M', 'P3M', 'P12M', 'P1W', 'P2W', 'P1D', 'P7D', 'P10D');
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'Asia/Shanghai',
      'America/Sao_Paulo',
      'Pacific/Auckland',
    );
    fc.assert(
      fc.property(
        period,
        zone,
        fc.integer({ min: at('1965-01-01'), max: at('2060-01-01') }),
        (length, timeZone, instant) => {
          const found = periodAt(length, timeZone, instant);
          expect(found.startsAt <= instant && instant < found.endsAt).toBe(true);
          expect(periodAt(length, timeZone, found.startsAt)).toEqual(found);
          expect(periodAt(length, timeZone, found.endsAt - 1)).toEqual(found);
          expect(periodAt(length, timeZone, found.endsAt).startsAt).toBe(found.endsAt);
        },
      ),
    );
  });
});
