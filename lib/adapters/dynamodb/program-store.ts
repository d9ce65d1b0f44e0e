/**
 * Published programs: artefacts in a bucket, named by their hash and never changed; the pointer that functions follow
 * in the system table.
 *
 * - The artefacts are stored before the pointer names them, so whoever follows it finds them.
 * - What publish stores was checked, with its defaults filled in, and never changes: reading takes it unchecked. So a
 *   field that a later release adds to the schema is optional (tests/unit/domain/stored-program.test.ts).
 * - The pointer moves on condition of its number: of two concurrent publishers, one succeeds.
 * - A release gets its row in the list before the pointer moves on, so a crash leaves no hole in the list.
 */
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Journey } from '../../../schemas/journey.ts';
import type { Release } from '../../../schemas/program.ts';
import { channelNames } from '../../domain/money/channel-names.ts';
import type { Artefact } from '../../domain/program/artefact.ts';
import { namedEvents } from '../../domain/program/event-names.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { ProgramStore } from '../../ports/program-store.ts';
import { type Item, N, number, padded, putIf, query, reach, S, text, Unreadable } from './reach.ts';

const POINTER = { pk: S('PROGRAM'), sk: S('CURRENT') };
const NUMBER_DIGITS = 12;
const JSON_TYPE = 'application/json';
const programKey = (hash: string): string => `programs/${hash}.json`;
const releaseKey = (n: number): string => `RELEASE#${padded(n, NUMBER_DIGITS)}`;
const journeyKey = (hash: string): string => `journeys/${hash}.json`;

export function dynamoProgramStore(
  client: DynamoDBClient,
  table: string,
  objects: ObjectStore,
): ProgramStore {
  const current = async (): Promise<Release | undefined> => {
    const { Item } = await reach(
      client.send(new GetItemCommand({ TableName: table, Key: POINTER, ConsistentRead: true })),
    );
    return Item && decode(Item);
  };
  const releases = async (limit: number, before = Number.POSITIVE_INFINITY): Promise<Release[]> => {
    const live = await current();
    if (!live) return [];
    const found = live.number < before ? [live] : [];
    // A row may have been written between the two reads, and the live release has one as soon as the next is made.
    const last = Math.min(before, live.number) - 1;
    const input = {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': S('PROGRAM'),
        ':first': S(releaseKey(0)),
        ':last': S(releaseKey(last)),
      },
      ScanIndexForward: false,
      Limit: limit,
    };
    for await (const item of query(client, { TableName: table, ConsistentRead: true, ...input })) {
      if (found.length >= limit) break;
      found.push(decode(item));
    }
    return found.slice(0, limit);
  };
  return {
    current,
    releases,
    async load(hash) {
      const stored = await objects.get(programKey(hash));
      if (stored === undefined) throw new Unreadable(`no program ${hash}`);
      return JSON.parse(stored) as Artefact;
    },
    async loadJourney(hash) {
      const stored = await objects.get(journeyKey(hash));
      return stored === undefined ? undefined : (JSON.parse(stored) as Journey);
    },
    async publish(artefact, journeys, release, after) {
      const live = await current();
      if ((live?.number ?? 0) !== after) return false;
      for (const [journeyHash, journey] of Object.entries(journeys))
        await objects.put(journeyKey(journeyHash), JSON.stringify(journey), JSON_TYPE);
      await objects.put(programKey(release.hash), JSON.stringify(artefact), JSON_TYPE);
      if (live) {
        const Item = {
          ...encode(live),
          pk: S('PROGRAM'),
          sk: S(releaseKey(live.number)),
        };
        await reach(client.send(new PutItemCommand({ TableName: table, Item })));
      }
      return putIf(
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: { ...encode(release), ...POINTER, ...forTheDoor(artefact) },
            ...(live
              ? {
                  ConditionExpression: '#n = :after',
                  ExpressionAttributeNames: { '#n': 'number' },
                  ExpressionAttributeValues: { ':after': N(after) },
                }
              : { ConditionExpression: 'attribute_not_exists(pk)' }),
          }),
        ),
      );
    },
  };
}

/** What functions that do not read the artefact need of the program: it is stored beside the pointer. */
function forTheDoor(artefact: Artefact): Item {
  const { sealed, purposes, channels } = artefact;
  const { stop = [], start = [] } = channels['sms']?.optOut ?? {};
  return {
    sealed: { L: sealed.map(S) },
    purposes: { L: Object.keys(purposes).map(S) },
    channelNames: { M: Object.fromEntries([...channelNames(channels)].map(([name, id]) => [name, S(id)])) },
    events: { L: namedEvents(artefact).map(S) },
    stopWords: { L: stop.map(S) },
    startWords: { L: start.map(S) },
  };
}

const encode = ({ number, hash, publishedAt, by, note }: Release): Item => ({
  number: N(number),
  hash: S(hash),
  publishedAt: N(publishedAt),
  by: S(by),
  ...(note !== undefined && { note: S(note) }),
});

const decode = (item: Item): Release => ({
  number: number(item, 'number'),
  hash: text(item, 'hash'),
  publishedAt: number(item, 'publishedAt'),
  by: text(item, 'by'),
  ...(item['note'] && { note: text(item, 'note') }),
});
