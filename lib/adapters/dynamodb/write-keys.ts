/**
 * Write keys in the System table: pk `KEY#<SHA-256 of the key, hex>`, sk `KEY`, attributes scope, name and revokedAt.
 * What was found, and what was not, is believed for a minute: a revoked key dies within it, and a script with a wrong key
 * costs one read a minute.
 */
import { createHash } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Scope, WriteKey, WriteKeys } from '../../ports/write-keys.ts';
import { type Item, reach, S, text } from './reach.ts';

const BELIEVED_MS = 60_000;
const KNOWN_MAX = 1_000;
const KEY_LENGTH_MAX = 200;

export function hashOfKey(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex');
}

/** The row of a key, for whoever makes one: the key itself is stored nowhere. */
export function writeKeyItem(key: string, scope: Scope, name: string): Item {
  return { pk: S(`KEY#${hashOfKey(key)}`), sk: S('KEY'), scope: S(scope), name: S(name) };
}

export function dynamoWriteKeys(client: DynamoDBClient, table: string, clock: () => number): WriteKeys {
  const known = new Map<string, { key: WriteKey | undefined; until: number }>();
  return {
    async find(key) {
      if (key === '' || key.length > KEY_LENGTH_MAX) return undefined;
      const hash = hashOfKey(key);
      const now = clock();
      const believed = known.get(hash);
      if (believed && now < believed.until) return believed.key;
      const { Item } = await reach(
        client.send(new GetItemCommand({ TableName: table, Key: { pk: S(`KEY#${hash}`), sk: S('KEY') } })),
      );
      const found = Item && !Item['revokedAt'] ? decode(hash, Item) : undefined;
      if (known.size >= KNOWN_MAX) known.clear();
      known.set(hash, { key: found, until: now + BELIEVED_MS });
      return found;
    },
  };
}

function decode(hash: string, item: Item): WriteKey | undefined {
  const scope = text(item, 'scope');
  if (!isScope(scope)) return undefined;
  return { id: hash.slice(0, 16), scope, name: item['name']?.S ?? '' };
}

const isScope = (scope: string): scope is Scope => scope === 'server' || scope === 'browser';
