// Creates the template's tables, without their time to live: the database would use the real clock, and every read
// filters on expiry itself. Also the two reads that local/ needs: a send's record and the earliest wake-up.

import {
  type AttributeValue,
  BatchGetItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { WakeIndex } from './events/wakes.ts';
import type { TableSpec } from './template/inventory.ts';
import { type Json, type JsonObject, listAt, objectAt, textAt, textsAt } from './template/json.ts';

export function databaseClient(port: number, region: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region,
    credentials: { accessKeyId: 'LOCALcloud', secretAccessKey: 'local' },
  });
}

export async function createTables(client: DynamoDBClient, tables: readonly TableSpec[]): Promise<void> {
  await Promise.all(tables.map((table) => client.send(new CreateTableCommand(tableInput(table)))));
}

function tableInput({ name, properties }: TableSpec): CreateTableCommandInput {
  const indexes = listAt(properties.GlobalSecondaryIndexes).map((item) => {
    const index = objectAt(item);
    const projection = objectAt(index.Projection);
    const attributes = textsAt(projection.NonKeyAttributes);
    return {
      IndexName: textAt(index.IndexName),
      KeySchema: keySchema(index),
      Projection: {
        ProjectionType: projectionType(textAt(projection.ProjectionType)),
        ...(attributes.length > 0 ? { NonKeyAttributes: attributes } : {}),
      },
    };
  });
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(properties),
    AttributeDefinitions: listAt(properties.AttributeDefinitions).map((item) => {
      const { AttributeName, AttributeType } = objectAt(item);
      const type = textAt(AttributeType);
      return {
        AttributeName: textAt(AttributeName),
        AttributeType: type === 'N' || type === 'B' ? type : 'S',
      } as const;
    }),
    ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {}),
  };
}

function keySchema(from: JsonObject) {
  return listAt(from.KeySchema).map((item) => {
    const { AttributeName, KeyType } = objectAt(item);
    return {
      AttributeName: textAt(AttributeName),
      KeyType: textAt(KeyType) === 'RANGE' ? 'RANGE' : 'HASH',
    } as const;
  });
}

const projectionType = (text: string | undefined): 'KEYS_ONLY' | 'INCLUDE' | 'ALL' => {
  if (text === 'KEYS_ONLY' || text === 'INCLUDE') return text;
  return 'ALL';
};

/** A value as JSON: numbers as numbers, sets as lists, bytes as base64. */
export function plain(value: AttributeValue): Json {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.B !== undefined) return Buffer.from(value.B).toString('base64');
  if (value.SS !== undefined) return value.SS;
  if (value.NS !== undefined) return value.NS.map(Number);
  if (value.L !== undefined) return value.L.map(plain);
  if (value.M !== undefined) return plainItem(value.M);
  return null;
}

export function plainItem(item: Record<string, AttributeValue>): JsonObject {
  return Object.fromEntries(Object.entries(item).map(([key, value]) => [key, plain(value)]));
}

const BATCH_GET_MAX = 100;

/** Records of sends by sendId; missing ones are left out. */
export async function readSends(
  client: DynamoDBClient,
  table: string,
  sendIds: string[],
): Promise<Map<string, JsonObject>> {
  const found = new Map<string, JsonObject>();
  for (let start = 0; start < sendIds.length; start += BATCH_GET_MAX) {
    let keys: Record<string, AttributeValue>[] = sendIds
      .slice(start, start + BATCH_GET_MAX)
      .map((id) => ({ pk: { S: id } }));
    while (keys.length > 0) {
      const command = new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys } } });
      const { Responses, UnprocessedKeys } = await client.send(command);
      for (const item of Responses?.[table] ?? []) found.set(item.pk?.S ?? '', plainItem(item));
      keys = UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return found;
}

const SHARDS = 64;
const INDEX = 'wake-index';
const SCAN_MAX = 1000;
const FIRST_OF_NEXT = '~';
const wakeKey = (time: number) => `${String(Math.floor(time)).padStart(15, '0')}#${FIRST_OF_NEXT}`;
const timeOf = (item: Record<string, AttributeValue>) => Number((item.wakeAt?.S ?? '').split('#')[0]);

/** Reads the sparse index of wake-ups: in one scan while few profiles wait, shard by shard when many do. */
export function wakeIndex(client: DynamoDBClient, table: string): WakeIndex {
  const base = { TableName: table, IndexName: INDEX };
  const fromShard = async (shard: number, after: number): Promise<number | undefined> => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        ...base,
        KeyConditionExpression: 'wakeShard = :shard AND wakeAt > :after',
        ExpressionAttributeValues: { ':shard': { S: String(shard) }, ':after': { S: wakeKey(after) } },
        Limit: 1,
      }),
    );
    const [first] = Items;
    return first === undefined ? undefined : timeOf(first);
  };
  return {
    async earliestAfter(after) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new ScanCommand({ ...base, Limit: SCAN_MAX }),
      );
      const times =
        LastEvaluatedKey === undefined
          ? Items.map(timeOf)
          : await Promise.all(Array.from({ length: SHARDS }, (_, shard) => fromShard(shard, after)));
      const later = times.filter((time): time is number => time !== undefined && time > after);
      return later.length === 0 ? undefined : Math.min(...later);
    },
  };
}
