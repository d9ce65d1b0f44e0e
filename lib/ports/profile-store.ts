// What the commit needs of storage: one mutable item per profile, written on condition of its version, and immutable
// pages.

import type { ProfileId } from '../../schemas/primitives.ts';
import type { HistoryEntry } from '../domain/profile/history.ts';
import type { ProfileState } from '../domain/profile/state.ts';

export interface StoredProfile {
  version: number;
  state: ProfileState;
  tail: HistoryEntry[];
  /**
   * The tail has reached its size (about 768 bytes as stored) and becomes page H#version. Computed from the stored
   * content alone.
   */
  tailFull: boolean;
}

export interface Page {
  version: number;
  entries: HistoryEntry[];
}

/**
 * Narrows I2's search through pages: those whose client timestamps span `clientAt`, or accepted at or after
 * `acceptedFrom`.
 */
export type PageFilter = { clientAt: number } | { acceptedFrom: number };

/** The item would be larger than allowed: nothing was written, and a retry writes nothing either. */
export class TooLarge extends Error {
  override name = 'TooLarge';
}

export interface ProfileStore {
  /** Strongly consistent. Undefined: never written. */
  read(profile: ProfileId): Promise<StoredProfile | undefined>;
  /** Puts the tail of the committed `version` as the page H#version. Every writer writes the same page. */
  putPage(profile: ProfileId, version: number, entries: readonly HistoryEntry[]): Promise<void>;
  /**
   * Writes version `expected + 1` on condition that the stored version is `expected` (0: none). `wakeAt` goes into
   * the wake index; undefined removes it. False: another writer was there first. Throws TooLarge; a few bytes are
   * reserved for a `last` commit, which only sets messages aside.
   */
  commit(
    profile: ProfileId,
    expected: number,
    next: { state: ProfileState; tail: HistoryEntry[]; wakeAt?: number; last?: boolean },
  ): Promise<boolean>;
  /** Returns those of these event hashes that are in a page that the filter lets through. */
  findInPages(profile: ProfileId, hashes: ReadonlySet<string>, filter: PageFilter): Promise<Set<string>>;
  /** Pages, newest first, below `before` (a version). */
  pages(profile: ProfileId, options: { before?: number; limit: number }): Promise<Page[]>;
}

export interface WakeIndex {
  /**
   * Profiles of one shard due at or before `until`, earliest first, after the cursor; keys only. `cursor`: after the
   * last of these; absent where there were none.
   */
  due(
    shard: number,
    until: number,
    options: { after?: string; limit: number },
  ): Promise<{ wakes: { profile: ProfileId; wakeAt: number }[]; cursor?: string }>;
  readonly shards: number;
}

/** For look-up only: which profile an address (mail, phone) belonged to last. */
export interface AddressBook {
  put(address: ProfileId, profile: ProfileId, at: number): Promise<void>;
  find(address: ProfileId): Promise<ProfileId | undefined>;
}
