// The live program as one instance of a function follows it. A program is loaded once per hash. The pointer is read
// again every second, and at once when a caller names a release that this instance has not seen.
import type { Release } from '../../../schemas/program.ts';
import type { Artefact } from '../../domain/program/artefact.ts';
import type { ProgramStore } from '../../ports/program-store.ts';
import { Unavailable } from '../../ports/queue.ts';

export interface LiveProgram {
  release: Release;
  program: Artefact;
}

/** Publishing responds after this long: by then every function follows the new release. */
export const LOOK_AGAIN_MS = 1_000;

export class ProgramCache {
  readonly #store: ProgramStore;
  readonly #clock: () => number;
  #live: LiveProgram | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<LiveProgram> | undefined;

  constructor(store: ProgramStore, clock: () => number) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The live program, of release `atLeast` or later. Throws Unavailable if there is none (yet). */
  async current(atLeast = 0): Promise<LiveProgram> {
    const live = this.#live;
    const fresh = this.#clock() - this.#lookedAt < LOOK_AGAIN_MS;
    if (live && fresh && live.release.number >= atLeast) return live;
    // A read that began before `atLeast` was published may miss it, so it is followed by a read of our own.
    if (this.#looking) {
      const theirs = await this.#looking;
      if (theirs.release.number >= atLeast) return theirs;
    }
    const ours = await this.#look();
    if (ours.release.number >= atLeast) return ours;
    throw new Unavailable(`release ${atLeast} is not there yet; ${ours.release.number} is live`);
  }

  #look(): Promise<LiveProgram> {
    this.#looking ??= this.#load().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #load(): Promise<LiveProgram> {
    const now = this.#clock();
    const release = await this.#store.current();
    if (!release) throw new Unavailable('no program was published yet');
    const before = this.#live;
    // A rollback publishes an older hash under a new number, so its compiled program stays usable.
    const program =
      before?.release.hash === release.hash ? before.program : await this.#store.load(release.hash);
    if (before && before.release.number > release.number) return before;
    this.#live = { release, program };
    this.#lookedAt = now;
    return this.#live;
  }
}
