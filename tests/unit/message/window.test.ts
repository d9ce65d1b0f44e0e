// I6: quiet hours in the recipient's zone, across clock changes in both directions.

import { describe, expect, it } from 'vitest';
import { windowAt } from '../../../lib/domain/message/window.ts';
import { zoneOr } from '../../../lib/domain/time/zone.ts';

const ms = (iso: string) => Date.parse(iso);
const day = { from: '08:00', to: '21:00' };
const opens = (window: Parameters<typeof windowAt>[0], zone: string, iso: string) => {
  const answer = windowAt(window, zone, ms(iso));
  return answer.open ? 'open' : new Date(answer.opensAt).toISOString();
};

describe('windowAt', () => {
  it('is open from `from` and closed at `to`', () => {
    expect(opens(day, 'Europe/Berlin', '2026-11-21T06:59:59.999Z')).toBe('2026-11-21T07:00:00.000Z');
    expect(opens(day, 'Europe/Berlin', '2026-11-21T07:00:00Z')).toBe('open');
    expect(opens(day, 'Europe/Berlin', '2026-11-21T19:59:59.999Z')).toBe('open');
    expect(opens(day, 'Europe/Berlin', '2026-11-21T20:00:00Z')).toBe('2026-11-22T07:00:00.000Z');
  });
  it('is always open for a channel without a window', () => {
    expect(windowAt(undefined, 'Nowhere/At_All', 0)).toEqual({ open: true });
  });
  it('keeps the wall clock across an overnight clock change', () => {
    // Berlin goes to winter time on 2026-10-25, New York on 2026-11-01, both to summer time in March.
    expect(opens(day, 'Europe/Berlin', '2026-10-24T20:00:00Z')).toBe('2026-10-25T07:00:00.000Z');
    expect(opens(day, 'Europe/Berlin', '2026-03-28T21:00:00Z')).toBe('2026-03-29T06:00:00.000Z');
    expect(opens(day, 'America/New_York', '2026-11-01T02:00:00Z')).toBe('2026-11-01T13:00:00.000Z');
  });
  it('opens when the clock has skipped the opening time', () => {
    // 02:00 to 03:00 does not exist in Berlin on 2026-03-29.
    expect(opens({ from: '02:30', to: '05:00' }, 'Europe/Berlin', '2026-03-29T00:59:59Z')).toBe(
      '2026-03-29T01:00:00.000Z',
    );
  });
  it('does not open on a day whose clock change skips the whole window', () => {
    expect(opens({ from: '02:10', to: '02:50' }, 'Europe/Berlin', '2026-03-29T00:30:00Z')).toBe(
      '2026-03-30T00:10:00.000Z',
    );
  });
  it('opens twice if the opening time is repeated', () => {
    // 02:00 to 03:00 comes twice in Berlin on 2026-10-25: at 00:00Z and at 01:00Z.
    const window = { from: '02:30', to: '03:00' };
    expect(opens(window, 'Europe/Berlin', '2026-10-25T00:10:00Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(opens(window, 'Europe/Berlin', '2026-10-25T00:45:00Z')).toBe('open');
    expect(opens(window, 'Europe/Berlin', '2026-10-25T01:10:00Z')).toBe('2026-10-25T01:30:00.000Z');
  });
  it('handles a clock change of half an hour', () => {
    // Lord Howe goes back half an hour at 02:00 (+11 to +10:30) on 2026-04-05.
    const window = { from: '01:45', to: '02:00' };
    expect(opens(window, 'Australia/Lord_Howe', '2026-04-04T14:40:00Z')).toBe('2026-04-04T14:45:00.000Z');
    expect(opens(window, 'Australia/Lord_Howe', '2026-04-04T15:05:00Z')).toBe('2026-04-04T15:15:00.000Z');
  });
  it('handles a zone offset of a quarter of an hour', () => {
    expect(opens(day, 'Asia/Kathmandu', '2026-11-21T00:00:00Z')).toBe('2026-11-21T02:15:00.000Z');
  });
  it('crosses midnight', () => {
    const night = { from: '20:00', to: '02:00' };
    expect(opens(night, 'UTC', '2026-11-21T23:59:00Z')).toBe('open');
    expect(opens(night, 'UTC', '2026-11-22T01:59:00Z')).toBe('open');
    expect(opens(night, 'UTC', '2026-11-22T02:00:00Z')).toBe('2026-11-22T20:00:00.000Z');
  });
  it('skips closed days, and opens at midnight after one if the window crosses it', () => {
    expect(opens({ ...day, closedDays: ['2026-12-25', '2026-12-26'] }, 'UTC', '2026-12-25T12:00:00Z')).toBe(
      '2026-12-27T08:00:00.000Z',
    );
    expect(
      opens({ from: '20:00', to: '02:00', closedDays: ['2026-12-25'] }, 'UTC', '2026-12-25T21:00:00Z'),
    ).toBe('2026-12-26T00:00:00.000Z');
    expect(
      opens({ from: '00:00', to: '00:00', closedDays: ['2026-12-25'] }, 'UTC', '2026-12-25T21:00:00Z'),
    ).toBe('2026-12-26T00:00:00.000Z');
  });
  it('starts a day whose midnight is skipped', () => {
    // Beirut has no 00:00 to 01:00 on 2026-03-29.
    const closed = { from: '00:00', to: '00:00', closedDays: ['2026-03-28'] };
    expect(opens(closed, 'Asia/Beirut', '2026-03-28T12:00:00Z')).toBe('2026-03-28T22:00:00.000Z');
  });
  it('handles a date that does not exist in the zone', () => {
    expect(opens(day, 'Pacific/Apia', '2011-12-30T09:00:00Z')).toBe('2011-12-30T18:00:00.000Z');
  });
});

describe('zoneOr', () => {
  it('returns an existing zone and the fallback for any other', () => {
    expect(zoneOr('Asia/Kathmandu', 'UTC')).toBe('Asia/Kathmandu');
    expect(zoneOr('Mars/Base', 'UTC')).toBe('UTC');
    expect(zoneOr(undefined, 'Europe/Berlin')).toBe('Europe/Berlin');
  });
});
