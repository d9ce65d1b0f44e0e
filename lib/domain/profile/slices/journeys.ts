// The person's runs through journeys. A run moves with its `born`, so its sends keep their ids (I3). If both profiles
// are in the same journey, the survivor's run continues.
import type { JourneyState, ProfileState } from '../state.ts';
import { keepOwn, type MergeContext, type Slices } from './slice.ts';

export const journeys: Slices<'journeys' | 'whens'> = {
  journeys: { empty: () => ({}), merge: mergedJourneys },
  // Values of conditions for this profile only: the merging hand-over evaluates each of them before and after.
  whens: { empty: () => ({}), merge: keepOwn('whens') },
};

function mergedJourneys(
  own: ProfileState,
  other: ProfileState,
  { note }: MergeContext,
): ProfileState['journeys'] {
  const merged = { ...own.journeys };
  for (const [id, theirs] of Object.entries(other.journeys)) {
    if (takes(own.journeys[id], theirs)) merged[id] = theirs;
    else if (theirs.phase !== 'done')
      note({
        type: 'journey',
        journey: id,
        entry: theirs.entry,
        what: 'exited',
        step: theirs.step,
        reason: 'the same person is inside already',
      });
  }
  return merged;
}

function takes(own: JourneyState | undefined, theirs: JourneyState): boolean {
  return !own || (own.phase === 'done' && (theirs.phase !== 'done' || theirs.enteredAt > own.enteredAt));
}
