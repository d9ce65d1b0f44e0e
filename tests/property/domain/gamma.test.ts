// The guard's distribution is the one that a library of statistics gives.
import fc from 'fast-check';
import jStat from 'jstat';
import { expect, test } from 'vitest';
import { gammaCdf } from '../../../lib/domain/budget/gamma.ts';

const shape = fc.oneof(
  fc.double({ min: 0.5, max: 20, noNaN: true }),
  fc.double({ min: 20, max: 20_000, noNaN: true }),
);

test('agrees with jstat, around the mean and far from it', () => {
  fc.assert(
    fc.property(shape, fc.double({ min: -6, max: 6, noNaN: true }), (k, deviations) => {
      const x = Math.max(0, k + deviations * Math.sqrt(k));
      expect(gammaCdf(x, k)).toBeCloseTo(jStat.gamma.cdf(x, k, 1), 7);
    }),
    { numRuns: 2000 },
  );
});

test('of shape 1 it is the exponential distribution, to the last digits', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 40, noNaN: true }), (x) => {
      expect(gammaCdf(x, 1)).toBeCloseTo(-Math.expm1(-x), 13);
    }),
  );
});

test('ends where nothing can be said', () => {
  expect(gammaCdf(0, 3)).toBe(0);
  expect(gammaCdf(1e9, 3)).toBe(1);
  expect(gammaCdf(1e-12, 1e6)).toBe(0);
});
