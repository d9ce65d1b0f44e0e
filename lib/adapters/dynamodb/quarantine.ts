/**
 * The quarantine in the System table: pk QUARANTINE, sk the item's id, which begins with its time, so a backwards
 * query gives the newest. A sealed original too long for a row is stored in parts (pk QUARANTINE#<id>#<key id>), put
 * before the row. A try that came too late seals its parts under another key, so they are stored apart from the parts
 * that the row refers to.
 */
import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { wrappedKeys } from '../../../schemas/generated/wrapped-keys.js';
import { parser } from '../../../schemas/parser.ts';
import type { Quarantine, Quarantined, QuarantineNote } from '../../ports/quarantine.ts';
import { type Item, N, number, padded, putIf, query, reach, S, text } from './reach.ts';

const PK = 'QUARANTINE';
const readKeys = /* @__PURE__ */ parser(wrappedKeys);
/** Of ciphertext in base64; an item has 400 KB. */
const PART_MAX = 300_000;
const PUTS_AT_ONCE = 16;
const partsOf = (id: string, key: string): string => `${PK}#${id}#${key}`;

type Mark = Omit<UpdateItemCommandInput, 'TableName' | 'Key'>;

export function dynamoQuarantine(client: DynamoDBClient, table: string): Quarantine {
  const putOne = async (item: Quarantined): Promise<void> => {
    const { c, k } = item.sealed.value.$sealed;
    for (let part = 1; part * PART_MAX < c.length; part++) {
      const Item = {
        pk: S(partsOf(item.id, k)),
        sk: S(padded(part, 4)),
        c: S(c.slice(part * PART_MAX, (part + 1) * PART_MAX)),
      };
      await reach(client.send(new PutItemCommand({ TableName: table, Item })));
    }
    // A retry of the same request in the same millisecond: the existing row and its release stay.
    await putIf(
      client.send(
        new PutItemCommand({
          TableName: table,
          Item: encode(item),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    );
  };
  const complete = async (item: Item): Promise<Quarantined> => {
    let c = text(item, 'c');
    if (number(item, 'length') > c.length) {
      const parts = query(client, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': S(partsOf(text(item, 'sk'), text(item, 'k'))) },
      });
      for await (const part of parts) c += text(part, 'c');
    }
    return decode(item, c);
  };
  const mark = (id: string, how: Mark): Promise<boolean> =>
    putIf(client.send(new UpdateItemCommand({ TableName: table, Key: { pk: S(PK), sk: S(id) }, ...how })));
  return {
    async put(items) {
      const waiting = [...items];
      const work = async (): Promise<void> => {
        for (let item = waiting.shift(); item; item = waiting.shift()) await putOne(item);
      };
      const workers = Array.from({ length: Math.min(PUTS_AT_ONCE, items.length) }, work);
      for (const done of await Promise.allSettled(workers)) if (done.status === 'rejected') throw done.reason;
    },
    async list({ limit, cursor }) {
      const answer = await reach(
        client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': S(PK) },
            ScanIndexForward: false,
            Limit: limit,
            ...(cursor === undefined ? {} : { ExclusiveStartKey: { pk: S(PK), sk: S(cursor) } }),
          }),
        ),
      );
      const items = await Promise.all((answer.Items ?? []).map(complete));
      return { items, ...(answer.LastEvaluatedKey ? { cursor: text(answer.LastEvaluatedKey, 'sk') } : {}) };
    },
    notes: (from, to) => notesBetween(client, table, { from, to }),
    async get(id) {
      const { Item } = await reach(
        client.send(
          new GetItemCommand({ TableName: table, Key: { pk: S(PK), sk: S(id) }, ConsistentRead: true }),
        ),
      );
      return Item && complete(Item);
    },
    markOpened: (id, { by, at }) =>
      mark(id, {
        UpdateExpression: 'SET opened = list_append(if_not_exists(opened, :none), :one)',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':none': { L: [] }, ':one': { L: [{ M: { by: S(by), at: N(at) } }] } },
      }),
    markReleased: (id, at) =>
      mark(id, {
        UpdateExpression: 'SET releasedAt = :at',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(releasedAt)',
        ExpressionAttributeValues: { ':at': N(at) },
      }),
  };
}

function encode(item: Quarantined): Item {
  const { $sealed, m } = item.sealed.value;
  return {
    pk: S(PK),
    sk: S(item.id),
    at: N(item.at),
    source: S(item.source),
    pointer: S(item.pointer),
    detail: S(item.detail),
    ...(item.type === undefined ? {} : { type: S(item.type) }),
    ...(item.event === undefined ? {} : { event: S(item.event) }),
    k: S($sealed.k),
    h: S($sealed.h),
    m: S(m),
    c: S($sealed.c.slice(0, PART_MAX)),
    length: N($sealed.c.length),
    keys: S(JSON.stringify(item.sealed.keys)),
    ...(item.releasedAt === undefined ? {} : { releasedAt: N(item.releasedAt) }),
  };
}

async function notesBetween(
  client: DynamoDBClient,
  TableName: string,
  { from, to }: { from: number; to: number },
): Promise<QuarantineNote[]> {
  const notes: QuarantineNote[] = [];
  const items = query(client, {
    TableName,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#at': 'at', '#event': 'event', '#released': 'releasedAt' },
    // An id begins with its time; after the time itself, with a dash, it is already too late.
    ExpressionAttributeValues: { ':pk': S(PK), ':from': S(padded(from, 15)), ':to': S(padded(to, 15)) },
    ProjectionExpression: '#at, #event, #released',
  });
  for await (const item of items) notes.push(noteOf(item));
  return notes;
}

const noteOf = (item: Item): QuarantineNote => ({
  at: number(item, 'at'),
  ...(item['event'] ? { event: text(item, 'event') } : {}),
  ...(item['releasedAt'] ? { releasedAt: number(item, 'releasedAt') } : {}),
});

function decode(item: Item, c: string): Quarantined {
  return {
    id: text(item, 'sk'),
    source: text(item, 'source'),
    pointer: text(item, 'pointer'),
    detail: text(item, 'detail'),
    ...noteOf(item),
    ...(item['type'] ? { type: text(item, 'type') } : {}),
    sealed: {
      value: { $sealed: { k: text(item, 'k'), c, h: text(item, 'h') }, m: text(item, 'm') },
      keys: readKeys(JSON.parse(text(item, 'keys'))),
    },
    ...(item['releasedAt'] ? { releasedAt: number(item, 'releasedAt') } : {}),
    ...(item['opened'] ? { opened: (item['opened'].L ?? []).map(({ M = {} }) => openedOf(M)) } : {}),
  };
}

const openedOf = (item: Item) => ({ by: text(item, 'by'), at: number(item, 'at') });
