import { expect, test } from 'vitest';
import { dynamoProfileStore } from '../../lib/adapters/dynamodb/profile-store.ts';
import { dynamoWakeIndex, shardOf } from '../../lib/adapters/dynamodb/wake-index.ts';
import { inMemoryProfileStore } from '../../lib/adapters/in-memory/profile-store.ts';
import { inMemoryWakeIndex } from '../../lib/adapters/in-memory/wake-index.ts';
import { newProfile } from '../../lib/domain/profile/state.ts';
import type { ProfileStore, WakeIndex } from '../../lib/ports/profile-store.ts';
import type { ProfileId } from '../../schemas/primitives.ts';
import { forEachStore } from './databases.ts';
import { newId, T0 } from './samples.ts';

interface Both {
  store: ProfileStore;
  wakes: WakeIndex;
}

function idsOfShard(shard: number, count: number): ProfileId[] {
  const found: ProfileId[] = [];
  while (found.length < count) {
    const id = newId();
    if (shardOf(id) === shard) found.push(id);
  }
  return found;
}

const wait = (store: ProfileStore, id: ProfileId, wakeAt: number | undefined, expected = 0) =>
  store.commit(id, expected, { state: newProfile(id), tail: [], wakeAt });

forEachStore<Both>(
  'wake index',
  {
    'in memory': () => {
      const store = inMemoryProfileStore();
      return { store, wakes: inMemoryWakeIndex(store) };
    },
    dynamodb: ({ client, tables }) => ({
      store: dynamoProfileStore(client, tables.profiles),
      wakes: dynamoWakeIndex(client, tables.profiles),
    }),
  },
  (make) => {
    test('I7: every due wake is returned, earliest first, however late the query; others are not', async () => {
      const { store, wakes } = await make();
      const [a, b, c, d] = idsOfShard(7, 4) as [ProfileId, ProfileId, ProfileId, ProfileId];
      await wait(store, a, T0 + 1);
      await wait(store, b, T0 - 86_400_000);
      await wait(store, c, T0);
      await wait(store, d, T0 - 5);
      const due = await wakes.due(7, T0, { limit: 10 });
      expect(due.wakes).toEqual([
        { profile: b, wakeAt: T0 - 86_400_000 },
        { profile: d, wakeAt: T0 - 5 },
        { profile: c, wakeAt: T0 },
      ]);
      expect(await wakes.due(7, T0, { after: due.cursor, limit: 10 })).toEqual({ wakes: [] });
      expect((await wakes.due(8, T0 + 10, { limit: 10 })).wakes).toEqual([]);
    });

    test('a cursor continues where the last page ended, also among waits of the same moment', async () => {
      const { store, wakes } = await make();
      const ids = idsOfShard(3, 5);
      for (const id of ids) await wait(store, id, T0);
      const seen: ProfileId[] = [];
      let after: string | undefined;
      do {
        const page = await wakes.due(3, T0, { after, limit: 2 });
        seen.push(...page.wakes.map((wake) => wake.profile));
        after = page.cursor;
      } while (after);
      expect(seen.toSorted()).toEqual(ids.toSorted());
    });

    test('a profile is in the index as long as its last commit has a wake, and only once', async () => {
      const { store, wakes } = await make();
      const [id] = idsOfShard(0, 1) as [ProfileId];
      await wait(store, id, T0);
      await wait(store, id, T0 + 50, 1);
      expect((await wakes.due(0, T0 + 99, { limit: 9 })).wakes).toEqual([{ profile: id, wakeAt: T0 + 50 }]);
      await wait(store, id, undefined, 2);
      expect((await wakes.due(0, T0 + 99, { limit: 9 })).wakes).toEqual([]);
    });

    test('profiles spread over all shards', async () => {
      const { wakes } = await make();
      const shards = new Set(Array.from({ length: 2000 }, () => shardOf(newId())));
      expect(shards.size).toBe(wakes.shards);
    });
  },
);
