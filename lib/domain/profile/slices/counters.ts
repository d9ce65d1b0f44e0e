// Behavioural counters. A counter that only one of two merged profiles kept (the other's program did not need it) is
// recomputed from both histories (back-fill).
import { mergedCounter } from '../../counter/counters.ts';
import type { ProfileState } from '../state.ts';
import { absent, type MergeContext, type Slices } from './slice.ts';

export const counters: Slices<'counters' | 'counterSet'> = {
  counters: {
    empty: () => ({}),
    merge: (own, other, context) => mergedCounters(own, other, context).counters,
  },
  counterSet: {
    empty: absent,
    merge: (own, other, context) => mergedCounters(own, other, context).counterSet,
  },
};

function mergedCounters(
  own: ProfileState,
  other: ProfileState,
  { counters: wanted }: MergeContext,
): Pick<ProfileState, 'counters' | 'counterSet'> {
  const alike = own.counterSet === other.counterSet;
  const merged = { ...own.counters };
  let complete = alike;
  for (const id of new Set([
    ...wanted.keys(),
    ...Object.keys(own.counters),
    ...Object.keys(other.counters),
  ])) {
    const [ours, theirs] = [own.counters[id], other.counters[id]];
    const live = wanted.get(id)?.live === true;
    if (theirs) merged[id] = mergedCounter(ours, theirs);
    if ((ours && theirs) || (alike && live) || !(ours || theirs || live)) continue;
    merged[id] = { ...merged[id], window: 0 };
    complete = false;
  }
  return { counters: merged, counterSet: complete ? own.counterSet : undefined };
}
