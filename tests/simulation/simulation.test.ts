/**
 * Thousands of small worlds, each with its own people, programs and mishaps, and a judge who was not there. `SEEDS` says how
 * many, `FIRST_SEED` where to begin; a seed that fails prints the command that plays it again, `TRACE=1` shows each step of it.
 */
import { describe, expect, it } from 'vitest';
import { runSeed } from './run.ts';
import { seeds } from './seeds.ts';

describe('step-profile and send-message in a world that crashes, loses, repeats and delays', () => {
  seeds.parts.forEach((part, i) => {
    it(`keep I1-I5 and I7 (part ${i + 1} of ${seeds.parts.length})`, async () => {
      const failures: string[] = [];
      for (const seed of part) {
        const { objections, seen, trace } = await runSeed(seed, { trace: seeds.traced });
        seeds.saw(seen);
        if (seeds.traced) console.log(trace.join('\n'));
        if (objections.length) failures.push(seeds.report(seed, objections));
        if (failures.length >= 5) break;
      }
      expect(failures.join('\n')).toBe('');
    });
  });

  it('reach every kind of fault that there is', () => {
    console.log(seeds.coverage());
    if (seeds.count < 500) return;
    expect(seeds.missed()).toEqual([]);
  });

  it('play a seed again exactly as it was', async () => {
    const [first, second] = [await runSeed(11, { trace: true }), await runSeed(11, { trace: true })];
    expect(first.trace.length).toBeGreaterThan(100);
    expect(second.trace).toEqual(first.trace);
  });
});
