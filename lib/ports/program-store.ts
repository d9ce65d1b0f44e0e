// Published programs: immutable artefacts by hash, and the pointer that functions follow.
import type { Journey } from '../../schemas/journey.ts';
import type { Release } from '../../schemas/program.ts';
import type { Artefact } from '../domain/program/artefact.ts';

export interface ProgramStore {
  /** The live release; undefined before the first publish. Strongly consistent. */
  current(): Promise<Release | undefined>;
  load(hash: string): Promise<Artefact>;
  /** A journey version by its own content hash, for profiles that entered an older one. */
  loadJourney(hash: string): Promise<Journey | undefined>;
  /**
   * Puts the artefact and every journey by its hash, then the pointer on condition that `after` is still current.
   * False: another publish was first.
   */
  publish(
    artefact: Artefact,
    journeys: Record<string, Journey>,
    release: Release,
    after: number,
  ): Promise<boolean>;
  /** Newest first; `before`: only those with a lower number. */
  releases(limit: number, before?: number): Promise<Release[]>;
}
