// Which seeds a run plays, what they met, and how to play one of them again.
import { kinds, type Sighting } from './faults.ts';

const SEEDS = 2_000;
const PARTS = 8;
const SHOWN = 6;

const count = Number(process.env.SEEDS ?? SEEDS);
const first = Number(process.env.FIRST_SEED ?? 1);
const met = new Map<Sighting, number>();

export const seeds = {
  count,
  traced: process.env.TRACE !== undefined,
  parts: Array.from({ length: Math.min(PARTS, count) }, (_, part) =>
    Array.from({ length: count }, (_, i) => first + i).filter(
      (seed) => seed % Math.min(PARTS, count) === part,
    ),
  ).filter((part) => part.length > 0),

  saw(seen: ReadonlyMap<Sighting, number>): void {
    for (const [kind, times] of seen) met.set(kind, (met.get(kind) ?? 0) + times);
  },

  coverage(): string {
    const lines = kinds.map((kind) => `${String(met.get(kind) ?? 0).padStart(9)}  ${kind}`);
    return [`What ${count} seeds from ${first} on met:`, ...lines].join('\n');
  },

  missed: (): Sighting[] => kinds.filter((kind) => !met.get(kind)),

  report(seed: number, objections: readonly string[]): string {
    const shown = objections.slice(0, SHOWN).map((objection) => `  ${objection}`);
    if (objections.length > SHOWN) shown.push(`  and ${objections.length - SHOWN} more`);
    const replay = `TRACE=1 SEEDS=1 FIRST_SEED=${seed} npx vitest run tests/simulation/simulation.test.ts`;
    return [`seed ${seed}; to play it again: ${replay}`, ...shown].join('\n');
  },
};
