// The validation benchmark compares like with like: both validators accept the same calls and refuse the same.
import { expect, test } from 'vitest';
import { byCompiled, byZod, checkAlike } from '../../../bench/validation/benchmark.ts';
import { badCalls, goodCalls } from '../../../bench/validation/bodies.ts';

test("every kind of call is among what Segment's SDK posts, and both accept all of it", async () => {
  const good = await goodCalls(3);
  expect(new Set(good.map(({ kind }) => kind))).toEqual(
    new Set(['identify', 'page', 'track', 'screen', 'group', 'alias']),
  );
  expect(checkAlike(good)).toBe(good.length);
  expect(good.length).toBe(3 * 7);
});

test('each mistake is refused by both', async () => {
  const bad = badCalls(await goodCalls(1));
  expect(bad.length).toBeGreaterThan(30);
  for (const { kind, message } of bad) {
    expect(byCompiled(kind, message), JSON.stringify(message)).toBe(false);
    expect(byZod(kind, message), JSON.stringify(message)).toBe(false);
  }
  expect(checkAlike(bad)).toBe(0);
});
