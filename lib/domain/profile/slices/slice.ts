// What each part of a profile's state says of itself, so that nothing else has to name it.
import type { ProfileId } from '../../../../schemas/primitives.ts';
import type { CounterSpec } from '../../counter/counters.ts';
import type { NewEntry } from '../history.ts';
import type { ProfileState } from '../state.ts';

/** What a merge needs beside the two profiles. */
export interface MergeContext {
  /** The profile that hands over. */
  from: ProfileId;
  /** Counters of the program, by id. */
  counters: ReadonlyMap<string, Pick<CounterSpec, 'live'>>;
  note(entry: NewEntry): void;
}

export interface Slice<K extends keyof ProfileState> {
  /** As a new profile has it; undefined: not there. */
  empty(id: ProfileId): ProfileState[K];
  /**
   * The part of two profiles that turned out to be one person; it changes neither. `other` may come from the release before:
   * a part that release did not know is empty.
   */
  merge(own: ProfileState, other: ProfileState, context: MergeContext): ProfileState[K];
  /** Where it is after a hand-over. Absent: with the survivor alone. */
  afterHandOver?: 'both' | 'redirect';
  /** Shows the sealed values that the profile holds on to: the same value sealed again is replaced by the one known. */
  seals?(state: ProfileState, learn: (value: unknown) => void): void;
}

export type Slices<K extends keyof ProfileState> = { readonly [P in K]-?: Slice<P> };

export const absent = (): undefined => undefined;

/** The merge of a part that speaks of the profile rather than of the person: its own stays. */
export const keepOwn =
  <K extends keyof ProfileState>(key: K) =>
  (own: ProfileState): ProfileState[K] =>
    own[key];
