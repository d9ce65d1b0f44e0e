// Buckets against a map of counts, for any additions in any order.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addedTo, type Buckets, filled, merged, sumOf } from '../../../lib/domain/counter/buckets.ts';

const bucket = fc.integer({ min: 20_400, max: 20_440 });
const OLDEST = 20_410;

function added(numbers: readonly number[], oldest = 0): Buckets {
  return numbers.reduce<Buckets>((buckets, number) => addedTo(buckets, number, oldest), []);
}
const counted = (numbers: readonly number[]) => Map.groupBy(numbers, (number) => number);
const total = (numbers: readonly number[], from: number, to: number) =>
  numbers.filter((number) => number >= from && number <= to).length;

test('sums over any window are those of the events in it', () => {
  fc.assert(
    fc.property(fc.array(bucket), bucket, bucket, (numbers, from, to) => {
      const buckets = added(numbers);
      expect(sumOf(buckets, from, to)).toBe(total(numbers, from, to));
      expect(sumOf(buckets, Number.NEGATIVE_INFINITY, to)).toBe(total(numbers, 0, to));
      expect(filled(buckets)).toEqual([...counted(numbers).keys()].sort());
    }),
  );
});

test('adding drops what is older than the oldest bucket, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(bucket), bucket, (numbers, last) => {
      const buckets = addedTo(added(numbers), last, OLDEST);
      const all = [...numbers, last];
      expect(sumOf(buckets, 0, OLDEST - 1)).toBe(0);
      expect(sumOf(buckets, OLDEST, 30_000)).toBe(total(all, OLDEST, 30_000));
    }),
  );
});

test('merging two gives what both counted, and changes neither', () => {
  fc.assert(
    fc.property(fc.array(bucket), fc.array(bucket), bucket, bucket, (ones, others, from, to) => {
      const [a, b] = [Object.freeze(added(ones)), Object.freeze(added(others))];
      expect(sumOf(merged(a, b), from, to)).toBe(total([...ones, ...others], from, to));
      expect(sumOf(addedTo(a, from, 0), 0, 30_000)).toBe(ones.length + 1);
    }),
  );
});
