// Compiled programs of this instance: one per release and set of older journey versions still walked.
import type { Journey } from '../../schemas/journey.ts';
import type { ProfileState } from '../domain/profile/state.ts';
import { type CompiledProgram, compileProgram, isUnderWay } from '../domain/program/compile.ts';
import type { ProgramStore } from '../ports/program-store.ts';
import type { LiveProgram, ProgramCache } from './program-cache.ts';

export class CompiledPrograms {
  readonly #cache: ProgramCache;
  readonly #store: ProgramStore;
  #compiled: CompiledProgram | undefined;
  #older = new Map<string, Journey>();

  constructor(cache: ProgramCache, store: ProgramStore) {
    this.#cache = cache;
    this.#store = store;
  }

  /** The live program, no older than the release that last folded this profile, with the versions it still walks. */
  async forProfile(state: ProfileState | undefined): Promise<CompiledProgram> {
    const live = await this.#cache.current(state?.program ?? 0);
    const wanted = await this.#wanted(live, state);
    const known = this.#compiled;
    if (known?.number === live.release.number && wanted.every((hash) => known.versions.has(hash)))
      return known;
    if (known?.number !== live.release.number) this.#forgetAllBut(wanted);
    this.#compiled = compileProgram(live.program, live.release.number, [...this.#older.values()]);
    return this.#compiled;
  }

  async #wanted(live: LiveProgram, state: ProfileState | undefined): Promise<string[]> {
    const current = this.#compiled?.number === live.release.number ? this.#compiled.versions : undefined;
    const hashes: string[] = [];
    for (const [id, inside] of Object.entries(state?.journeys ?? {})) {
      const { hash } = inside;
      if (!isUnderWay(inside) || current?.has(hash) || live.program.journeys[id]?.inside !== 'finish')
        continue;
      const journey = this.#older.get(hash) ?? (await this.#store.loadJourney(hash));
      if (!journey) continue;
      this.#older.set(hash, journey);
      hashes.push(hash);
    }
    return hashes;
  }

  #forgetAllBut(hashes: readonly string[]): void {
    for (const hash of this.#older.keys()) if (!hashes.includes(hash)) this.#older.delete(hash);
  }
}
