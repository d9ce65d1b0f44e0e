// A program as it is published: with what publishing finds out once, so that no function has to at its start.
import type { Program } from '../../../schemas/program.ts';
import { conditions } from '../condition/kinds/kinds.ts';
import type { Masks } from '../condition/sealed-operand.ts';
import { readsCounters } from '../journey/compiled-journey.ts';

export interface Artefact extends Program {
  /** Absent: an earlier release published it. */
  counting?: {
    /** The kinds of condition that read a counter in the release that published it. */
    kinds: string[];
    /** The journeys with such a condition. */
    journeys: string[];
  };
  /**
   * By the hash of an operand that is compared with a sealed value: how it is shown. Absent: an earlier release
   * published it, or there is none.
   */
  masks?: Masks;
}

const countingKinds = Object.entries(conditions)
  .filter(([, { readsCounters }]) => readsCounters)
  .map(([kind]) => kind)
  .sort();

export function artefactOf(program: Program, masks: Masks = {}): Artefact {
  const journeys = Object.values(program.journeys)
    .filter(readsCounters)
    .map(({ id }) => id);
  return {
    ...program,
    counting: { kinds: countingKinds, journeys },
    ...(Object.keys(masks).length > 0 && { masks }),
  };
}

/** The program alone, as it was written. */
export function contentOf({ counting: _, masks: __, ...program }: Artefact): Program {
  return program;
}

/**
 * The ids of the journeys that read a counter; undefined: every journey must be searched, because the release that
 * published the program knew other kinds of condition that do.
 */
export function countingJourneys({ counting }: Artefact): ReadonlySet<string> | undefined {
  if (counting?.kinds.join() !== countingKinds.join()) return undefined;
  return new Set(counting.journeys);
}
