// Profiles in memory, for tests and the simulation. Bodies are kept as text, so no caller shares an object with the
// store.
import type { ProfileId } from '../../../schemas/primitives.ts';
import { type HistoryEntry, indexPage, type PageIndex } from '../../domain/profile/history.ts';
import type { ProfileState } from '../../domain/profile/state.ts';
import { type PageFilter, type ProfileStore, TooLarge } from '../../ports/profile-store.ts';

interface Stored {
  version: number;
  state: string;
  tail: string;
  wakeAt?: number;
}

export interface InMemoryProfileStore extends ProfileStore {
  /** The content of the wake index. */
  waiting(): { profile: ProfileId; wakeAt: number }[];
  /** Every stored profile, for a judge. */
  profiles(): ProfileId[];
}

/** Roughly how much compression shrinks a tail on a database. */
const COMPRESSION = 4;
const TAIL_BYTES = 768;
/** As on a database. */
const BODY_BYTES_MAX = 380_000;
const LAST_BODY_BYTES_MAX = 405_000;

export function inMemoryProfileStore(): InMemoryProfileStore {
  const states = new Map<ProfileId, Stored>();
  const pages = new Map<ProfileId, Map<number, { entries: string; index: PageIndex }>>();
  return {
    async read(profile) {
      const stored = states.get(profile);
      return (
        stored && {
          version: stored.version,
          state: JSON.parse(stored.state) as ProfileState,
          tail: JSON.parse(stored.tail) as HistoryEntry[],
          tailFull: stored.tail.length / COMPRESSION >= TAIL_BYTES,
        }
      );
    },
    async putPage(profile, version, entries) {
      const own = pages.get(profile) ?? new Map();
      pages.set(profile, own.set(version, { entries: JSON.stringify(entries), index: indexPage(entries) }));
    },
    async commit(profile, expected, { state, tail, wakeAt, last }) {
      const next = {
        version: expected + 1,
        state: JSON.stringify(state),
        tail: JSON.stringify(tail),
        wakeAt,
      };
      const bytes = (next.state.length + next.tail.length) / COMPRESSION;
      if (bytes > (last ? LAST_BODY_BYTES_MAX : BODY_BYTES_MAX))
        throw new TooLarge('the profile would be larger than an item may be');
      if ((states.get(profile)?.version ?? 0) !== expected) return false;
      states.set(profile, next);
      return true;
    },
    async findInPages(profile, hashes, filter) {
      const found = new Set<string>();
      for (const { index } of pages.get(profile)?.values() ?? [])
        if (index.ids.size > 0 && passes(index, filter))
          for (const id of index.ids) if (hashes.has(id)) found.add(id);
      return found;
    },
    async pages(profile, { before, limit }) {
      return [...(pages.get(profile) ?? [])]
        .filter(([version]) => before === undefined || version < before)
        .sort(([a], [b]) => b - a)
        .slice(0, limit)
        .map(([version, page]) => ({ version, entries: JSON.parse(page.entries) as HistoryEntry[] }));
    },
    waiting: () =>
      [...states].flatMap(([profile, { wakeAt }]) => (wakeAt === undefined ? [] : [{ profile, wakeAt }])),
    profiles: () => [...states.keys()],
  };
}

function passes(index: PageIndex, filter: PageFilter): boolean {
  if ('clientAt' in filter) return index.clientMin <= filter.clientAt && filter.clientAt <= index.clientMax;
  return index.acceptedMax >= filter.acceptedFrom;
}
