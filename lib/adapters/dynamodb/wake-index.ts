// The wake index of all profiles: a sparse index on STATE's next wake-up (I7). 64 shards, so that a million waits
// that end at
// 09:00 do not hit one partition. Keys only. The index lags behind STATE by moments; the next sweep finds what it
// missed.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { profileId } from '../../../schemas/names.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { WakeIndex } from '../../ports/profile-store.ts';
import { padded, query, S, text } from './reach.ts';

export const WAKE_SHARDS = 64;
const INDEX = 'wake-index';
const MILLIS_DIGITS = 15;
/** Sorts after every profile id; with '!' before it, the smallest text greater than a whole key. */
const AFTER_IDS = '~';
const NEXT = '!';

/** FNV-1a over the id: evenly spread, and it never changes. */
export function shardOf(profile: ProfileId): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < profile.length; i += 1) hash = Math.imul(hash ^ profile.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % WAKE_SHARDS;
}

export const wakeKey = (wakeAt: number, profile: ProfileId): string =>
  `${padded(wakeAt, MILLIS_DIGITS)}#${profile}`;

export function dynamoWakeIndex(client: DynamoDBClient, table: string): WakeIndex {
  return {
    shards: WAKE_SHARDS,
    async due(shard, until, { after, limit }) {
      const from = after === undefined ? '0' : after + NEXT;
      const to = `${padded(until, MILLIS_DIGITS)}#${AFTER_IDS}`;
      if (from > to) return { wakes: [] };
      const input = {
        KeyConditionExpression: 'wakeShard = :shard AND wakeAt BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':shard': S(String(shard)), ':from': S(from), ':to': S(to) },
        Limit: limit,
      };
      const keys: string[] = [];
      for await (const item of query(client, { TableName: table, IndexName: INDEX, ...input })) {
        keys.push(text(item, 'wakeAt'));
        if (keys.length >= limit) break;
      }
      return { wakes: keys.map(parse), cursor: keys.at(-1) };
    },
  };
}

function parse(key: string): { profile: ProfileId; wakeAt: number } {
  const [at = '', ...profile] = key.split('#');
  return { profile: profileId(profile.join('#')), wakeAt: Number(at) };
}
