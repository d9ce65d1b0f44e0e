// Published programs in memory. Kept as text, so a published program cannot change.
import type { Journey } from '../../../schemas/journey.ts';
import type { Program, Release } from '../../../schemas/program.ts';
import type { ProgramStore } from '../../ports/program-store.ts';

export function inMemoryProgramStore(): ProgramStore {
  const programs = new Map<string, string>();
  const journeysByHash = new Map<string, string>();
  const published: Release[] = [];
  return {
    async current() {
      return published.at(-1);
    },
    async load(hash) {
      const stored = programs.get(hash);
      if (stored === undefined) throw new Error(`no program ${hash}`);
      return JSON.parse(stored) as Program;
    },
    async loadJourney(hash) {
      const stored = journeysByHash.get(hash);
      return stored === undefined ? undefined : (JSON.parse(stored) as Journey);
    },
    async publish(program, journeys, release, after) {
      if ((published.at(-1)?.number ?? 0) !== after) return false;
      for (const [name, journey] of Object.entries(journeys))
        journeysByHash.set(name, JSON.stringify(journey));
      programs.set(release.hash, JSON.stringify(program));
      published.push(release);
      return true;
    },
    async releases(limit, before = Number.POSITIVE_INFINITY) {
      return published
        .toReversed()
        .filter((release) => release.number < before)
        .slice(0, limit);
    },
  };
}
