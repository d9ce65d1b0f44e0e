// The contract of a slice: each part of a profile's state declares its own rules, so that no other code names it.
import type { ProfileId } from '../../../../schemas/primitives.ts';
import type { CounterSpec } from '../../counter/counters.ts';
import type { NewEntry } from '../history.ts';
import type { ProfileState } from '../state.ts';

/** What a merge needs besides the two profiles. */
export interface MergeContext {
  /** The profile that hands over. */
  from: ProfileId;
  /** Counters of the program, by id. */
  counters: ReadonlyMap<string, Pick<CounterSpec, 'live'>>;
  note(entry: NewEntry): void;
}

export interface Slice<K extends keyof ProfileState> {
  /** The value in a new profile; undefined: absent. */
  empty(id: ProfileId): ProfileState[K];
  /**
   * Merges the slice of two profiles that prove to be one person, without changing either. `other` may come from the
   * previous release: a slice unknown to that release is empty.
   */
  merge(own: ProfileState, other: ProfileState, context: MergeContext): ProfileState[K];
  /** Where the slice lies after a hand-over. Absent: with the survivor alone. */
  afterHandOver?: 'both' | 'redirect';
  /** Reports the sealed values that the profile stores: a new seal of the same value is replaced by the stored one. */
  seals?(state: ProfileState, learn: (value: unknown) => void): void;
}

export type Slices<K extends keyof ProfileState> = { readonly [P in K]-?: Slice<P> };

export const absent = (): undefined => undefined;

/** The merge of a slice that describes the profile, not the person: the survivor keeps its own. */
export const keepOwn =
  <K extends keyof ProfileState>(key: K) =>
  (own: ProfileState): ProfileState[K] =>
    own[key];
