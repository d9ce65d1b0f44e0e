// The codec benchmark compares like with like: both sides store all of the profile, and billed units follow
// DynamoDB's rules.
import { expect, test } from 'vitest';
import { writeAll } from '../../../bench/codec/benchmark.ts';
import { commits, PROFILE } from '../../../bench/codec/profile.ts';
import { cairnSide, documentSide, itemBytes, type WireItem, writeUnits } from '../../../bench/codec/sides.ts';

const SIZE = { seed: 5, traits: 8, counters: 4, days: 3 };

test('the profile has the requested traits and counters, and its tail grows until it becomes a page', async () => {
  const made = await commits(SIZE);
  const { state } = made[0]?.stored ?? {};
  expect(Object.keys(state?.traits ?? {})).toHaveLength(SIZE.traits);
  const counters = Object.values(state?.counters ?? {});
  expect(counters).toHaveLength(SIZE.counters);
  for (const { buckets } of counters) expect((buckets ?? []).length).toBeGreaterThan(1);
  expect(made.filter(({ page }) => page)).toHaveLength(2);
  expect(made[0]?.next.tail).toHaveLength(1);
  expect(made.length).toBeGreaterThan(4);
});

test('both sides read back every commit as written', async () => {
  const made = await commits(SIZE);
  const written = await writeAll(made);
  for (const { commit, after } of written) {
    for (const [side, wire] of [
      [cairnSide(PROFILE), after.cairn],
      [documentSide(PROFILE), after.document],
    ] as const) {
      side.holds(wire);
      const { state, tail } = await side.read();
      expect({ state, tail }).toEqual(JSON.parse(JSON.stringify(commit.next)));
    }
  }
});

test('a side that loses data ends the run', async () => {
  const [first] = await commits(SIZE);
  if (!first) throw new Error('no commit');
  const lossy = {
    ...first,
    next: { ...first.next, state: { ...first.next.state, traits: { a: -0.1, b: '' } } },
  };
  await expect(writeAll([lossy])).resolves.toHaveLength(1);
  const date = new Date(0) as unknown as string;
  const unstorable = {
    ...first,
    next: { ...first.next, state: { ...first.next.state, traits: { a: date } } },
  };
  await expect(writeAll([unstorable])).rejects.toThrow();
});

test('an item is billed by its names, values and what lists and maps add', () => {
  const item: WireItem = {
    pk: { S: 'é' },
    n: { N: '-123.40' },
    b: { B: Buffer.from('four').toString('base64') },
    l: { L: [{ BOOL: true }, { NULL: true }] },
    m: { M: { a: { S: 'x' } } },
  };
  expect(itemBytes(item)).toBe(2 + 2 + (1 + 3) + (1 + 4) + (1 + 3 + 2 * 2) + (1 + 3 + 1 + 1 + 1));
  expect([1, 1024, 1025].map(writeUnits)).toEqual([1, 1, 2]);
});

test('a tail becomes a page before it costs its item another write unit', async () => {
  const small = 384;
  const pagedAt: number[] = [];
  for (const traits of [8, 24, 40, 56, 72, 88]) {
    const written = await writeAll(await commits({ ...SIZE, traits }));
    for (const { commit, before, after } of written) {
      const tailOf = ({ tail }: WireItem) => Buffer.from(tail?.B ?? '', 'base64').length;
      const bytes = itemBytes(after.cairn);
      const withSmall = bytes - tailOf(after.cairn) + small;
      expect(writeUnits(bytes)).toBeLessThanOrEqual(writeUnits(withSmall));
      if (commit.page) pagedAt.push(tailOf(before.cairn));
    }
  }
  expect(Math.min(...pagedAt)).toBeLessThan(700);
});
