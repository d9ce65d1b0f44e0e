// The wake index in memory: scans every stored profile.
import type { WakeIndex } from '../../ports/profile-store.ts';
import { shardOf, WAKE_SHARDS, wakeKey } from '../dynamodb/wake-index.ts';
import type { InMemoryProfileStore } from './profile-store.ts';

export function inMemoryWakeIndex(store: Pick<InMemoryProfileStore, 'waiting'>): WakeIndex {
  return {
    shards: WAKE_SHARDS,
    async due(shard, until, { after = '', limit }) {
      const all = store
        .waiting()
        .filter(({ profile, wakeAt }) => wakeAt <= until && shardOf(profile) === shard)
        .map((wake) => ({ wake, key: wakeKey(wake.wakeAt, wake.profile) }))
        .filter(({ key }) => key > after)
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .slice(0, limit);
      return { wakes: all.map(({ wake }) => wake), cursor: all.at(-1)?.key };
    },
  };
}
