/**
 * A thousand small worlds, each with its own people, programs and faults, and an independent judge. A seed that fails
 * prints the command that replays it; `npm run simulate` plays any number (docs/guides/simulation.md).
 */
import { afterAll, describe, expect, it } from 'vitest';
import { boundaries } from './boundaries.ts';
import { runSeed } from './run.ts';
import { Seeds } from './seeds.ts';

const SEEDS = 1_000;
const PARTS = 8;
const FAILURES_SHOWN = 5;

describe('the whole backend in a world that crashes, loses, repeats and delays', () => {
  const seeds = new Seeds();

  it.each(Array.from({ length: PARTS }, (_, part) => part))(
    'keeps its invariants (part %i)',
    async (part) => {
      const failures: string[] = [];
      for (let seed = part + 1; seed <= SEEDS && failures.length < FAILURES_SHOWN; seed += PARTS) {
        const failure = seeds.took(await runSeed(seed));
        if (failure) failures.push(failure);
      }
      expect(failures.join('\n')).toBe('');
    },
  );

  it('meets every kind of fault', () => {
    expect(seeds.missed()).toEqual([]);
  });

  it('hits every boundary of the main job with a fault', () => {
    expect(boundaries.filter((boundary) => !seeds.coverage.reached.includes(boundary))).toEqual([]);
    expect(seeds.coverage.unhurt).toEqual([]);
  });

  it('replays a seed exactly', async () => {
    const [first, second] = [await runSeed(11, { trace: true }), await runSeed(11, { trace: true })];
    expect(first.trace.length).toBeGreaterThan(100);
    expect(second.trace).toEqual(first.trace);
  });

  afterAll(() => console.log(seeds.report()));
});
