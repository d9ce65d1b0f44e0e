// Where the person is in journeys. An entry moves with its `born`, so its sends keep their ids (I3). Inside the same journey
// twice: the survivor's own goes on.
import type { JourneyState, ProfileState } from '../state.ts';
import { keepOwn, type MergeContext, type Slices } from './slice.ts';

export const journeys: Slices<'journeys' | 'whens'> = {
  journeys: { empty: () => ({}), merge: mergedJourneys },
  // Of conditions as this profile met them: the hand-over that merges looks at each before and after.
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
