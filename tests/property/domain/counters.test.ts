// Counters against a naive count over all events, for any windows and any order of events.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CounterSpec,
  type CounterState,
  count,
  counted,
  mergedCounter,
  nextChange,
  storage,
} from '../../../lib/domain/counter/counters.ts';

import { DAY, HOUR, MINUTE, SECOND, T0 } from '../../unit/domain/person.ts';

const times = fc.array(
  fc.integer({ min: 0, max: 20 * DAY }).map((ms) => T0 - ms),
  { maxLength: 30 },
);
const windows = fc.constantFrom(10 * SECOND, 10 * MINUTE, HOUR, 6 * HOUR, 2 * DAY, 4 * DAY, 9 * DAY);

const specOf = (windowMs: number | undefined): CounterSpec => ({
  id: 'c',
  event: 'A',
  ...storage(windowMs, false),
  windowMs: windowMs ?? Number.MAX_SAFE_INTEGER,
  live: true,
});

function folded(occurred: readonly number[], spec: CounterSpec): CounterState | undefined {
  let state: CounterState | undefined;
  for (const occurredAt of occurred) state = counted(state, spec, { occurredAt, properties: {} });
  return state;
}

const inside = (occurred: readonly number[], from: number, to: number) =>
  occurred.filter((t) => t > from && t <= to).length;

describe('a counter', () => {
  it('without a window counts all', () => {
    fc.assert(
      fc.property(times, (occurred) => {
        const spec = specOf(undefined);
        expect(count(folded(occurred, spec), spec, T0)).toBe(occurred.length);
      }),
    );
  });

  it('of an hour and less is exact, up to its 32', () => {
    fc.assert(
      fc.property(times, fc.constantFrom(10 * SECOND, 10 * MINUTE, HOUR), (occurred, windowMs) => {
        const spec = specOf(windowMs);
        const newest = Math.max(T0 - 20 * DAY, ...occurred);
        expect(count(folded(occurred, spec), spec, newest, windowMs)).toBe(
          Math.min(32, inside(occurred, newest - windowMs, newest)),
        );
      }),
    );
  });

  it('of a longer window never misses an event, rounds its start to a bucket, and is exact about zero', () => {
    fc.assert(
      fc.property(times, fc.constantFrom(6 * HOUR, 2 * DAY, 4 * DAY, 9 * DAY), (occurred, windowMs) => {
        const spec = specOf(windowMs);
        const is = count(folded(occurred, spec), spec, T0, windowMs);
        const exact = inside(occurred, T0 - windowMs, T0);
        expect(is).toBeGreaterThanOrEqual(exact);
        expect(is).toBeLessThanOrEqual(inside(occurred, T0 - windowMs - spec.size, T0));
        expect(is > 0).toBe(exact > 0);
      }),
    );
  });

  it('does not depend on the order of events', () => {
    fc.assert(
      fc.property(times, windows, (occurred, windowMs) => {
        const spec = specOf(windowMs);
        expect(folded(occurred.toReversed(), spec)).toEqual(folded(occurred, spec));
      }),
    );
  });

  it('of two merged profiles equals that of one person', () => {
    fc.assert(
      fc.property(times, times, windows, (own, others, windowMs) => {
        const spec = specOf(windowMs);
        const [mine, theirs] = [folded(own, spec), folded(others, spec)];
        const merged = theirs ? mergedCounter(mine, theirs) : mine;
        const at = Math.max(T0 - 20 * DAY, ...own, ...others);
        expect(count(merged, spec, at, windowMs)).toBe(
          count(folded([...own, ...others], spec), spec, at, windowMs),
        );
      }),
    );
  });

  it('changes by time alone at the announced moment, and not before', () => {
    fc.assert(
      fc.property(times, windows, fc.double({ min: 0, max: 1, noNaN: true }), (occurred, windowMs, part) => {
        const spec = specOf(windowMs);
        const state = folded(occurred, spec);
        const at = Math.max(T0 - 20 * DAY, ...occurred);
        const now = count(state, spec, at, windowMs);
        const next = nextChange(state, spec, at, windowMs);
        if (next === undefined) {
          expect(count(state, spec, at + 100 * DAY, windowMs)).toBe(now);
          return;
        }
        expect(next).toBeGreaterThan(at);
        const between = at + Math.floor((next - at - 1) * part);
        expect(count(state, spec, between, windowMs)).toBe(now);
      }),
    );
  });
});
