// Does the judge see anything at all? Each fault planted in production code must be objected to within so many seeds.
import { describe, expect, it } from 'vitest';
import { plants } from './plants.ts';
import { runSeed } from './run.ts';

const SEEDS_MAX = 400;

describe('a guard of the design taken away is found', () => {
  it.each(Object.entries(plants))('%s', async (_name, { plant, breaks }) => {
    const expected = new RegExp(`^${breaks} `);
    let found: string | undefined;
    for (let seed = 1; seed <= SEEDS_MAX && !found; seed += 1) {
      const { objections } = await runSeed(seed, { plants: plant });
      found = objections.find((objection) => expected.test(objection));
    }
    expect(found, `${SEEDS_MAX} seeds and no objection`).toBeDefined();
  });
});
