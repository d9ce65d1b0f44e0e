// Tests the judge: each fault planted in production code must lead to an objection within a number of seeds.
import { afterAll, describe, expect, it } from 'vitest';
import { plants } from './plants.ts';
import { runSeed } from './run.ts';

const SEEDS_MAX = 400;

describe('a safeguard removed from production code is found', () => {
  const found: string[] = [];

  it.each(Object.entries(plants))('%s', async (name, { plant, breaks }) => {
    const expected = new RegExp(`^${breaks} `);
    for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
      const { objections } = await runSeed(seed, { plants: plant });
      const objection = objections.find((one) => expected.test(one));
      if (!objection) continue;
      found.push(`${String(seed).padStart(4)}  ${name}: ${objection}`);
      return;
    }
    expect.fail(`${SEEDS_MAX} seeds and no objection`);
  });

  afterAll(() => console.log(['Planted faults were found after so many seeds:', ...found].join('\n')));
});
