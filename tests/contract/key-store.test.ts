import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { dynamoKeyStore } from '../../lib/adapters/dynamodb/key-store.ts';
import { inMemoryKeyStore } from '../../lib/adapters/in-memory/key-store.ts';
import type { KeyStore } from '../../lib/ports/key-store.ts';
import type { ProfileId } from '../../schemas/primitives.ts';
import { forEachStore } from './databases.ts';
import { newId } from './samples.ts';

interface Both {
  store: KeyStore;
  bury(profile: ProfileId): Promise<void>;
}

forEachStore<Both>(
  'key store',
  {
    'in memory': () => {
      const buried = new Set<ProfileId>();
      return {
        store: inMemoryKeyStore((profile) => buried.has(profile)),
        bury: async (profile) => void buried.add(profile),
      };
    },
    dynamodb: ({ client, tables }) => ({
      store: dynamoKeyStore(client, tables),
      bury: async (profile) => {
        const Item = { pk: { S: profile }, sk: { S: 'TOMB' } };
        await client.send(new PutItemCommand({ TableName: tables.profiles, Item }));
      },
    }),
  },
  (make) => {
    test('keys are found by id, only the requested ones, and not by another profile', async () => {
      const { store } = await make();
      const [one, other] = [newId(), newId()];
      expect(await store.put(one, { k1: 'w1', k2: 'w2', k3: 'w3' })).toBe('stored');
      expect(await store.put(one, {})).toBe('stored');
      expect(await store.get(one, ['k1', 'k3', 'k9', 'k1'])).toEqual({ k1: 'w1', k3: 'w3' });
      expect(await store.get(one, [])).toEqual({});
      expect(await store.get(other, ['k1'])).toEqual({});
      expect(await store.all(one)).toEqual({ k1: 'w1', k2: 'w2', k3: 'w3' });
    });

    test('more keys than one call takes are put and found completely', async () => {
      const { store } = await make();
      const id = newId();
      const keys = Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`k${n}`, `wrapped-${n}`]));
      expect(await store.put(id, keys)).toBe('stored');
      expect(await store.get(id, Object.keys(keys))).toEqual(keys);
      expect(await store.all(id)).toEqual(keys);
    });

    test('I9: an erased profile accepts no keys', async () => {
      const { store, bury } = await make();
      const id = newId();
      await bury(id);
      expect(await store.put(id, { k1: 'w1' })).toBe('erased');
      expect(await store.all(id)).toEqual({});
    });
  },
);
