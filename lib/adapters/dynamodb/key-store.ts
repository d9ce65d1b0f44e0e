/**
 * Keys table: the wrapped keys of a profile's sealed values, one item per key.
 *
 * A profile with a tombstone (TOMB, in the profiles table) gets no keys (I9). No condition spans two tables, so order
 * ensures it: an erasure puts TOMB first and deletes keys after; `put` writes first and looks for TOMB after, and
 * deletes its own keys again where there is one. Whichever comes second sees the first. A crash between writing and
 * looking leaves the message in the mailbox, and its next turn looks again.
 */
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { WrappedKeys } from '../../../schemas/mailbox.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { KeyStore } from '../../ports/key-store.ts';
import { Unavailable } from '../../ports/queue.ts';
import { type Item, query, reach, S, text } from './reach.ts';

const WRITES_A_CALL = 25;
const READS_A_CALL = 100;
const ROUNDS_MAX = 8;

export function dynamoKeyStore(client: DynamoDBClient, tables: { keys: string; profiles: string }): KeyStore {
  const write = async (requests: WriteRequest[]): Promise<void> => {
    for (let i = 0; i < requests.length; i += WRITES_A_CALL) {
      await rounds(requests.slice(i, i + WRITES_A_CALL), async (left) => {
        const answer = await reach(
          client.send(new BatchWriteItemCommand({ RequestItems: { [tables.keys]: left } })),
        );
        return answer.UnprocessedItems?.[tables.keys] ?? [];
      });
    }
  };
  const erased = async (profile: ProfileId): Promise<boolean> => {
    const Key = { pk: S(profile), sk: S('TOMB') };
    const { Item } = await reach(
      client.send(new GetItemCommand({ TableName: tables.profiles, Key, ConsistentRead: true })),
    );
    return Item !== undefined;
  };
  return {
    async put(profile, keys) {
      const entries = Object.entries(keys);
      if (entries.length === 0) return 'stored';
      await write(
        entries.map(([id, wrapped]) => ({
          PutRequest: { Item: { ...keyOf(profile, id), wrapped: S(wrapped) } },
        })),
      );
      if (!(await erased(profile))) return 'stored';
      await write(entries.map(([id]) => ({ DeleteRequest: { Key: keyOf(profile, id) } })));
      return 'erased';
    },
    async get(profile, ids) {
      const found: WrappedKeys = {};
      const unique = [...new Set(ids)];
      for (let i = 0; i < unique.length; i += READS_A_CALL) {
        await rounds(
          unique.slice(i, i + READS_A_CALL).map((id): Item => keyOf(profile, id)),
          async (Keys) => {
            const RequestItems = { [tables.keys]: { Keys, ConsistentRead: true } };
            const answer = await reach(client.send(new BatchGetItemCommand({ RequestItems })));
            for (const item of answer.Responses?.[tables.keys] ?? [])
              found[text(item, 'sk')] = text(item, 'wrapped');
            return answer.UnprocessedKeys?.[tables.keys]?.Keys ?? [];
          },
        );
      }
      return found;
    },
    async all(profile) {
      const found: WrappedKeys = {};
      const input = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': S(profile) } };
      for await (const item of query(client, { TableName: tables.keys, ConsistentRead: true, ...input }))
        found[text(item, 'sk')] = text(item, 'wrapped');
      return found;
    },
  };
}

const keyOf = (profile: ProfileId, id: string) => ({ pk: S(profile), sk: S(id) });

/** A batch call may do only part of its work: this asks again for the rest, a few times. */
async function rounds<T>(items: T[], ask: (left: T[]) => Promise<T[]>): Promise<void> {
  let left = items;
  for (let round = 0; left.length > 0; round += 1) {
    if (round === ROUNDS_MAX) throw new Unavailable('DynamoDB did not process part of a batch');
    if (round > 0) await new Promise((resume) => setTimeout(resume, 20 * 2 ** round));
    left = await ask(left);
  }
}
