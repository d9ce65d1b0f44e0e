// Write keys: found by their plain text, stored as a hash, cached for a minute.
import { PutItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { dynamoReplyWords, dynamoSealedNames } from '../../lib/adapters/dynamodb/live-lists.ts';
import { dynamoKeyRing, dynamoWriteKeys, hashOfKey } from '../../lib/adapters/dynamodb/write-keys.ts';
import { inMemoryKeyRing } from '../../lib/adapters/in-memory/write-keys.ts';
import type { KeyRing, WriteKeys } from '../../lib/ports/write-keys.ts';
import { forEachDatabase, forEachStore } from './databases.ts';

const about = { scope: 'browser', name: 'shop', createdAt: 5, createdBy: 'ann' } as const;

interface Keys {
  ring: KeyRing;
  /** A door with an empty cache. */
  door: () => WriteKeys;
  at: (ms: number) => void;
}

function clockOf() {
  let ms = 0;
  const at = (to: number): void => {
    ms = to;
  };
  return { now: () => ms, at };
}

const factories: Parameters<typeof forEachStore<Keys>>[1] = {
  'in memory': () => {
    const { now, at } = clockOf();
    const ring = inMemoryKeyRing(now);
    return { ring, door: () => ring, at };
  },
  dynamodb: ({ client, tables }) => {
    const { now, at } = clockOf();
    const door = () => dynamoWriteKeys(client, tables.system, now);
    return { ring: dynamoKeyRing(client, tables.system), door, at };
  },
};

forEachStore<Keys>('the ring of write keys', factories, (make) => {
  test('a key is found by itself, and managed by an id', async () => {
    const { ring, door } = await make();
    const added = await ring.add('plain-key', about);
    expect(added).toEqual({ ...about, id: expect.any(String), last: '-key' });
    expect(await ring.get(added.id)).toEqual(added);
    expect(await door().find('plain-key')).toMatchObject({ id: added.id, scope: 'browser', name: 'shop' });
    expect(await ring.get('none')).toBeUndefined();
    expect(await ring.end('none', 5)).toBeUndefined();
    expect(await door().find('other')).toBeUndefined();
    expect(await door().find('x'.repeat(5000))).toBeUndefined();
  });

  test('a future end is kept to the millisecond, and an earlier one stays', async () => {
    const { ring, door, at } = await make();
    const { id } = await ring.add('k', about);
    expect(await ring.end(id, 90_000)).toMatchObject({ revokedAt: 90_000 });
    const open = door();
    at(89_000);
    expect(await open.find('k')).toMatchObject({ id });
    at(90_000);
    expect(await open.find('k')).toBeUndefined();
    expect(await ring.end(id, 95_000)).toMatchObject({ revokedAt: 90_000 });
    expect(await ring.end(id, 80_000)).toMatchObject({ revokedAt: 80_000 });
  });

  test('a key is replaced once: the second replacement finds the first', async () => {
    const { ring, door, at } = await make();
    const { id } = await ring.add('old', about);
    expect(await ring.replace(id, 'next', 90_000)).toMatchObject({ revokedAt: 90_000, replacedBy: 'next' });
    expect(await ring.replace(id, 'other', 95_000)).toMatchObject({ revokedAt: 90_000, replacedBy: 'next' });
    at(90_000);
    expect(await door().find('old')).toBeUndefined();
    const revoked = await ring.add('revoked', about);
    await ring.end(revoked.id, 10);
    expect(await ring.replace(revoked.id, 'next', 90_000)).toEqual({ ...revoked, revokedAt: 10 });
    expect(await ring.replace('none', 'next', 5)).toBeUndefined();
  });

  test('keys are listed page by page', async () => {
    const { ring } = await make();
    const ids = await Promise.all(['a', 'b', 'c'].map(async (key) => (await ring.add(key, about)).id));
    const first = await ring.list(2);
    expect(first.keys).toHaveLength(2);
    const second = await ring.list(2, first.next);
    expect(second.next).toBeUndefined();
    expect([...first.keys, ...second.keys].map(({ id }) => id)).toEqual(ids.toSorted());
  });
});

forEachDatabase('write keys', (database) => {
  test('are stored nowhere in plain', async () => {
    const { client, tables } = await database();
    await dynamoKeyRing(client, tables.system).add('plain-key', about);
    const { Items } = await client.send(new ScanCommand({ TableName: tables.system }));
    expect(Items).toHaveLength(2);
    expect(JSON.stringify(Items)).not.toContain('plain-key');
  });

  test('a new key works and a revoked one stops within a minute, whatever the form of its mark', async () => {
    const { client, tables } = await database();
    let now = 0;
    const keys = dynamoWriteKeys(client, tables.system, () => now);
    expect(await keys.find('k')).toBeUndefined();
    const ring = dynamoKeyRing(client, tables.system);
    const { id } = await ring.add('k', about);
    now = 60_000;
    expect(await keys.find('k')).toMatchObject({ scope: 'browser' });
    await ring.end(id, now);
    now = 119_999;
    expect(await keys.find('k')).toMatchObject({ scope: 'browser' });
    now = 120_000;
    expect(await keys.find('k')).toBeUndefined();
    await ring.add('by hand', about);
    await client.send(
      new UpdateItemCommand({
        TableName: tables.system,
        Key: { pk: { S: `KEY#${hashOfKey('by hand')}` }, sk: { S: 'KEY' } },
        UpdateExpression: 'SET revokedAt = :yes',
        ExpressionAttributeValues: { ':yes': { S: 'yes' } },
      }),
    );
    expect(await keys.find('by hand')).toBeUndefined();
  });

  test("the program's sealed names are empty before the first publish, and updated within a minute", async () => {
    const { client, tables } = await database();
    let now = 0;
    const names = dynamoSealedNames(client, tables.system, () => now);
    expect(await names.current()).toEqual([]);
    const words = dynamoReplyWords(client, tables.system, () => now);
    expect(await words.current()).toEqual({ stop: [], start: [] });
    const lists = { sealed: { L: [{ S: 'loyaltyCard' }] }, stopWords: { L: [{ S: 'Schluss' }] } };
    const Item = { pk: { S: 'PROGRAM' }, sk: { S: 'CURRENT' }, ...lists };
    await client.send(new PutItemCommand({ TableName: tables.system, Item }));
    now = 60_000;
    expect(await names.current()).toEqual(['loyaltyCard']);
    expect(await words.current()).toEqual({ stop: ['Schluss'], start: [] });
  });
});
