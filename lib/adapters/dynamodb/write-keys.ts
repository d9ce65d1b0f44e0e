/**
 * Write keys in the System table: pk `KEY#<SHA-256 of the key, hex>`, sk `KEY`, attributes scope, name, last,
 * createdAt, createdBy, revokedAt (ms, may lie in the future) and replacedBy (an id). A row pk `KEYS`, sk id, that
 * holds the hash, makes them listable.
 *
 * Hits and misses are cached for a minute: a revoked key is refused within that time, and a script with a wrong key
 * costs one read a minute. A future end is kept to the millisecond.
 */
import { createHash } from 'node:crypto';
import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { KeyRecord, KeyRing, Scope, WriteKey, WriteKeys } from '../../ports/write-keys.ts';
import { type Item, N, number, putIf, reach, S, text } from './reach.ts';

const CACHE_MS = 60_000;
const KNOWN_MAX = 1_000;
const KEY_LENGTH_MAX = 200;
const ID_LENGTH = 16;
const LAST_SHOWN = 4;

export function hashOfKey(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex');
}

const rowKey = (hash: string): Item => ({ pk: S(`KEY#${hash}`), sk: S('KEY') });
const entryKey = (id: string): Item => ({ pk: S('KEYS'), sk: S(id) });

type About = Pick<KeyRecord, 'scope' | 'name' | 'createdAt' | 'createdBy'>;

export function dynamoWriteKeys(client: DynamoDBClient, table: string, clock: () => number): WriteKeys {
  const known = new Map<string, { key: WriteKey | undefined; until: number }>();
  return {
    async find(key) {
      if (key === '' || key.length > KEY_LENGTH_MAX) return undefined;
      const hash = hashOfKey(key);
      const now = clock();
      const cached = known.get(hash);
      if (cached && now < cached.until) return cached.key;
      const { Item } = await reach(client.send(new GetItemCommand({ TableName: table, Key: rowKey(hash) })));
      const end = Item?.['revokedAt'] ? endOf(Item) : Number.POSITIVE_INFINITY;
      const found = Item && now < end ? decode(hash, Item) : undefined;
      if (known.size >= KNOWN_MAX) known.clear();
      const until = now + CACHE_MS;
      known.set(hash, { key: found, until: found ? Math.min(until, end) : until });
      return found;
    },
  };
}

export function dynamoKeyRing(client: DynamoDBClient, table: string): KeyRing {
  const row = async (hash: string): Promise<KeyRecord | undefined> => {
    const input = { TableName: table, Key: rowKey(hash), ConsistentRead: true };
    const { Item } = await reach(client.send(new GetItemCommand(input)));
    return Item && recordOf(hash, Item);
  };
  const hashOf = async (id: string): Promise<string | undefined> => {
    const input = { TableName: table, Key: entryKey(id), ConsistentRead: true };
    const { Item } = await reach(client.send(new GetItemCommand(input)));
    return Item && text(Item, 'hash');
  };
  const get = async (id: string): Promise<KeyRecord | undefined> => {
    const hash = await hashOf(id);
    return hash === undefined ? undefined : row(hash);
  };
  const update = async (
    id: string,
    how: Pick<
      UpdateItemCommandInput,
      'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'
    >,
  ): Promise<KeyRecord | undefined> => {
    const hash = await hashOf(id);
    if (hash === undefined) return undefined;
    await putIf(client.send(new UpdateItemCommand({ TableName: table, Key: rowKey(hash), ...how })));
    return row(hash);
  };
  return {
    get,
    async list(limit, after) {
      const input = {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': S('KEYS') },
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: entryKey(after) }),
      };
      const { Items = [], LastEvaluatedKey } = await reach(client.send(new QueryCommand(input)));
      const keys = await Promise.all(Items.map((item) => row(text(item, 'hash'))));
      const next = LastEvaluatedKey && text(LastEvaluatedKey, 'sk');
      return { keys: keys.filter((key) => key !== undefined), ...(next === undefined ? {} : { next }) };
    },
    async add(key, about) {
      const hash = hashOfKey(key);
      // The listing entry first: a key that works but is listed nowhere could not be revoked.
      for (const Item of writeKeyItems(key, about))
        await reach(client.send(new PutItemCommand({ TableName: table, Item })));
      return { id: idOf(hash), last: key.slice(-LAST_SHOWN), ...about };
    },
    end: (id, at) =>
      update(id, {
        UpdateExpression: 'SET revokedAt = :at',
        ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(revokedAt) OR revokedAt > :at)',
        ExpressionAttributeValues: { ':at': N(at) },
      }),
    replace: (id, by, at) =>
      update(id, {
        UpdateExpression: 'SET revokedAt = :at, replacedBy = :by',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(revokedAt)',
        ExpressionAttributeValues: { ':at': N(at), ':by': S(by) },
      }),
  };
}

/** The rows of a new key, the listing's first; the key itself is stored nowhere. */
export function writeKeyItems(key: string, { scope, name, createdAt, createdBy }: About): [Item, Item] {
  const hash = hashOfKey(key);
  const about = { scope: S(scope), name: S(name), createdAt: N(createdAt), createdBy: S(createdBy) };
  return [
    { ...entryKey(idOf(hash)), hash: S(hash) },
    { ...rowKey(hash), ...about, last: S(key.slice(-LAST_SHOWN)) },
  ];
}

/** Not a secret: the beginning of a hash of 192 random bits reveals nothing. */
const idOf = (hash: string): string => hash.slice(0, ID_LENGTH);

/** A mark that is not a time was set by hand, and means now. */
const endOf = (item: Item): number => Number(item['revokedAt']?.N ?? 0);

function decode(hash: string, item: Item): WriteKey | undefined {
  const scope = text(item, 'scope');
  if (!isScope(scope)) return undefined;
  return { id: idOf(hash), scope, name: item['name']?.S ?? '' };
}

function recordOf(hash: string, item: Item): KeyRecord | undefined {
  const key = decode(hash, item);
  if (!key) return undefined;
  return {
    ...key,
    last: text(item, 'last'),
    createdAt: number(item, 'createdAt'),
    createdBy: text(item, 'createdBy'),
    ...(item['revokedAt'] ? { revokedAt: endOf(item) } : {}),
    ...(item['replacedBy'] ? { replacedBy: text(item, 'replacedBy') } : {}),
  };
}

const isScope = (scope: string): scope is Scope => scope === 'server' || scope === 'browser';
