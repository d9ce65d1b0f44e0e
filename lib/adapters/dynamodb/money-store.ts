/**
 * Money table: orders, rows in buckets, and totals of buckets and days.
 *
 * | pk | sk | |
 * |---|---|---|
 * | ORDER#order id | ORDER | the order: version, body |
 * | ORDERS#day | order id | the order's part of the day: version of the order, body |
 * | ROWS#channel#day#hour#slot | row id | a fact's share of the bucket: rank a, b; total |
 * | TOTALS#channel#day | hour#slot | the bucket's total: version, total |
 * | MONTH#2026-11 | day#channel | the channel's total of the day: version, total |
 * | COUNTS#2026-11 | day#channel | informative counts only |
 *
 * - Rows never expire: a late refund recomputes its bucket from all of them.
 * - If the response to a put is lost and the SDK retries, the retry meets its own write and reports "another was
 *   first". Callers then read and compute again, so this costs only time.
 */
import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Bucket, Row } from '../../domain/attribution/bucket.ts';
import type { OrderPart } from '../../domain/attribution/credits.ts';
import type { Order } from '../../domain/attribution/order.ts';
import { decodeTotal, encodeTotal, type Total } from '../../domain/attribution/totals.ts';
import { monthsBetween } from '../../domain/money/calendar.ts';
import type { ChannelTotal, MoneyStore } from '../../ports/money-store.ts';
import { type Item, N, number, putIf, query, reach, S, text } from './reach.ts';

/** Ids come from outside, and a key may have 1,024 bytes. Longer ids are stored by their hash. */
const KEY_PART_LENGTH_MAX = 200;
const keyPart = (id: string): string =>
  id.length <= KEY_PART_LENGTH_MAX ? id : `~${bytesToHex(sha256(new TextEncoder().encode(id)))}`;

type Key = Record<'pk' | 'sk', { S: string }>;
const key = (pk: string, sk: string): Key => ({ pk: S(pk), sk: S(sk) });
const orderKey = (orderId: string): Key => key(`ORDER#${keyPart(orderId)}`, 'ORDER');
const ordersKey = (day: string): string => `ORDERS#${day}`;
const bucketKey = ({ channel, day, hour, slot }: Bucket): Key =>
  key(`TOTALS#${keyPart(channel)}#${day}`, `${hour}#${slot}`);
const rowsKey = ({ channel, day, hour, slot }: Bucket): string =>
  `ROWS#${keyPart(channel)}#${day}#${hour}#${slot}`;
const dayKey = (channel: string, day: string, kind = 'MONTH'): Key =>
  key(`${kind}#${day.slice(0, 7)}`, `${day}#${keyPart(channel)}`);

/** Matches a missing row or one of lower rank. `a` and `b` are not reserved words. */
const LOWER_RANK = 'attribute_not_exists(pk) OR a < :a OR (a = :a AND b < :b)';

export function dynamoMoneyStore(client: DynamoDBClient, TableName: string): MoneyStore {
  const get = async (Key: Key): Promise<Item | undefined> =>
    (await reach(client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true })))).Item;
  const versionOf = async (Key: Key): Promise<number> => {
    const item = await get(Key);
    return item ? number(item, 'version') : 0;
  };
  const putAt = (Key: Key, expected: number, rest: Item): Promise<boolean> =>
    putIf(client.send(new PutItemCommand(versioned(TableName, Key, expected, rest))));

  return {
    async readOrder(orderId) {
      const item = await get(orderKey(orderId));
      return item && { version: number(item, 'version'), value: JSON.parse(text(item, 'body')) as Order };
    },
    putOrder: (orderId, expected, order) =>
      putAt(orderKey(orderId), expected, { body: S(JSON.stringify(order)) }),
    async listOrder(day, orderId, version, part) {
      const Item = {
        ...key(ordersKey(day), keyPart(orderId)),
        version: N(version),
        body: S(JSON.stringify(part)),
      };
      const condition = {
        ConditionExpression: 'attribute_not_exists(pk) OR version < :version',
        ExpressionAttributeValues: { ':version': N(version) },
      };
      await putIf(client.send(new PutItemCommand({ TableName, Item, ...condition })));
    },
    async orders(day) {
      const parts: OrderPart[] = [];
      for await (const item of query(client, partition(TableName, ordersKey(day))))
        parts.push(JSON.parse(text(item, 'body')) as OrderPart);
      return parts;
    },
    async putRow(bucket, row) {
      await putIf(
        client.send(new PutItemCommand(ranked(TableName, key(rowsKey(bucket), keyPart(row.id)), row))),
      );
    },
    async rows(bucket) {
      const totals: Total[] = [];
      for await (const item of query(client, partition(TableName, rowsKey(bucket))))
        totals.push(decodeTotal(text(item, 'total')));
      return totals;
    },
    bucketVersion: (bucket) => versionOf(bucketKey(bucket)),
    putBucketTotal: (bucket, expected, total) =>
      putAt(bucketKey(bucket), expected, { total: S(encodeTotal(total)) }),
    async bucketTotals(channel, day) {
      const found = [];
      for await (const item of query(client, partition(TableName, `TOTALS#${keyPart(channel)}#${day}`))) {
        const [hour = '', slot = ''] = text(item, 'sk').split('#');
        found.push({ bucket: { channel, day, hour, slot }, total: decodeTotal(text(item, 'total')) });
      }
      return found;
    },
    dayVersion: (channel, day) => versionOf(dayKey(channel, day)),
    putDayTotal: (channel, day, expected, total) =>
      putAt(dayKey(channel, day), expected, { channel: S(channel), total: S(encodeTotal(total)) }),
    async dayTotals(from, to) {
      const months = await Promise.all(
        monthsBetween(from, to).map((month) => readMonth(client, TableName, { month, from, to })),
      );
      return months.flat();
    },
    async addCount(channel, day, what, times) {
      const update = {
        UpdateExpression: 'ADD #what :times',
        ExpressionAttributeNames: { '#what': `n_${what}` },
        ExpressionAttributeValues: { ':times': N(times) },
      };
      await reach(
        client.send(new UpdateItemCommand({ TableName, Key: dayKey(channel, day, 'COUNTS'), ...update })),
      );
    },
    async counts(channel, day) {
      const item = (await get(dayKey(channel, day, 'COUNTS'))) ?? {};
      const counted = Object.keys(item).filter((name) => name.startsWith('n_'));
      return Object.fromEntries(counted.map((name) => [name.slice(2), number(item, name)]));
    },
  };
}

function versioned(TableName: string, Key: Key, expected: number, rest: Item): PutItemCommand['input'] {
  const Item: Item = { ...Key, ...rest, version: N(expected + 1) };
  if (expected === 0) return { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    TableName,
    Item,
    ConditionExpression: 'version = :expected',
    ExpressionAttributeValues: { ':expected': N(expected) },
  };
}

function ranked(TableName: string, Key: Key, row: Row): PutItemCommand['input'] {
  const [a, b] = row.rank;
  return {
    TableName,
    Item: { ...Key, a: N(a), b: N(b), total: S(encodeTotal(row.total)) },
    ConditionExpression: LOWER_RANK,
    ExpressionAttributeValues: { ':a': N(a), ':b': N(b) },
  };
}

const partition = (TableName: string, pk: string) => ({
  TableName,
  ConsistentRead: true,
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': S(pk) },
});

async function readMonth(
  client: DynamoDBClient,
  TableName: string,
  { month, from, to }: { month: string; from: string; to: string },
): Promise<ChannelTotal[]> {
  const found: ChannelTotal[] = [];
  const days = query(client, {
    TableName,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    // '~' sorts after every channel's first character except itself: unattributed totals are `day#~...`.
    ExpressionAttributeValues: {
      ':pk': S(`MONTH#${month}`),
      ':from': S(`${from}#`),
      ':to': S(`${to}#\uffff`),
    },
  });
  for await (const item of days)
    found.push({
      day: text(item, 'sk').slice(0, 10),
      channel: text(item, 'channel'),
      total: decodeTotal(text(item, 'total')),
    });
  return found;
}
