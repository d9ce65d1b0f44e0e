// Durations as milliseconds, against Temporal's reading of the same text.
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { durationMs } from '../../../lib/domain/time/duration.ts';
import { Duration } from '../../../schemas/primitives.ts';

const n = fc.integer({ min: 0, max: 5000 });
const maybe = (unit: string) =>
  fc.option(n, { nil: undefined }).map((x) => (x === undefined ? '' : x + unit));
const text = fc.oneof(
  n.map((weeks) => `P${weeks}W`),
  fc
    .tuple(maybe('D'), maybe('H'), maybe('M'), maybe('S'))
    .map(([d, h, m, s]) => `P${d}${h || m || s ? 'T' : ''}${h}${m}${s}`),
);

test('a duration that the schema accepts is as long as Temporal says', () => {
  fc.assert(
    fc.property(text, (duration) => {
      fc.pre(Duration.safeParse(duration).success);
      expect(durationMs(duration)).toBe(
        Temporal.Duration.from(duration).total({ unit: 'milliseconds', relativeTo: '2026-01-01' }),
      );
    }),
  );
});

test.each(['', 'P', 'PT', 'P1', '1D', 'P1Y', 'P1M', 'PT1.5H', '-P1D', `P${'9'.repeat(20)}D`])(
  '"%s" is refused',
  (duration) => {
    expect(() => durationMs(duration)).toThrow(RangeError);
  },
);
