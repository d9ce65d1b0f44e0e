// The compiled programs of this instance: one per release and set of older journey versions still in use.
import type { Journey } from '../../../schemas/journey.ts';
import type { ProfileState } from '../../domain/profile/state.ts';
import { type CompiledProgram, compileProgram, isUnderWay } from '../../domain/program/compile.ts';
import type { ProgramStore } from '../../ports/program-store.ts';
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

  /** The live program, no older than the release that last folded this profile, with the versions it is still in. */
  async forProfile(state: ProfileState | undefined): Promise<CompiledProgram> {
    const live = await this.#cache.current(state?.program ?? 0);
    const wanted = await this.#wanted(live, state);
    // Nothing is awaited from here on: profiles are handled concurrently, and another one may have compiled meanwhile.
    const isSame = this.#compiled?.number === live.release.number;
    if (isSame && this.#compiled && wanted.every(([hash, { id }]) => this.#compiled?.version(id, hash)))
      return this.#compiled;
    if (!isSame) this.#older.clear();
    for (const [hash, journey] of wanted) this.#older.set(hash, journey);
    this.#compiled = compileProgram(live.program, live.release.number, [...this.#older.values()]);
    return this.#compiled;
  }

  /**
   * Older versions that this profile is in and that the compiled program of this release lacks, if they are still
   * stored.
   */
  async #wanted(live: LiveProgram, state: ProfileState | undefined): Promise<[string, Journey][]> {
    const current = this.#compiled?.number === live.release.number ? this.#compiled : undefined;
    const wanted: [string, Journey][] = [];
    for (const [id, inside] of Object.entries(state?.journeys ?? {})) {
      const { hash } = inside;
      if (!isUnderWay(inside, state?.handledAt ?? 0) || current?.version(id, hash)) continue;
      if (live.program.journeys[id]?.inside !== 'finish') continue;
      const journey = this.#older.get(hash) ?? (await this.#store.loadJourney(hash));
      if (journey) wanted.push([hash, journey]);
    }
    return wanted;
  }
}
