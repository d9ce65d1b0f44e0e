/**
 * Sends table: one item per send (I3), pk = sendId, changed by conditional puts alone. GSI `lease-index` for
 * reconciliation (I5).
 *
 * The SDK retries a put whose response was lost, and the retry then meets the first put. Read as "somebody else was
 * here", the sender would give back money that its own record still holds. So every put carries a mark of its own,
 * and a put whose condition fails checks whether the mark is there.
 */
import { randomBytes } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { sendChannel } from '../../../schemas/names.ts';
import type { Money } from '../../../schemas/primitives.ts';
import { compareAndSet } from '../../ports/compare-and-set.ts';
import type { SendLog, SendRecord } from '../../ports/send-log.ts';
import { amended } from '../amend-send.ts';
import { type Item, N, number, putIf, query, reach, S, text, Unreadable } from './reach.ts';

const names = { '#status': 'status' };
const FREE = 'attribute_not_exists(pk) OR expiresAt <= :now OR (#status = :again AND attempt = :attempt)';

export function dynamoSendLog(client: DynamoDBClient, table: string, clock: () => number): SendLog {
  const get = async (sendId: string): Promise<Item | undefined> => {
    const input = { TableName: table, Key: { pk: S(sendId) }, ConsistentRead: true };
    const { Item: item } = await reach(client.send(new GetItemCommand(input)));
    return item;
  };
  const read = async (sendId: string): Promise<SendRecord | undefined> => {
    const item = await get(sendId);
    return item && number(item, 'expiresAt') > seconds(clock()) ? parse(item) : undefined;
  };
  const putRecord = async (record: SendRecord, condition: string, values: Item): Promise<boolean> => {
    const mark = randomBytes(9).toString('base64url');
    const put = new PutItemCommand({
      TableName: table,
      Item: { ...itemOf(record), mark: S(mark) },
      ConditionExpression: condition,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    });
    if (await putIf(client.send(put))) return true;
    return (await get(record.sendId))?.['mark']?.S === mark;
  };
  const free = (attempt: number): Item => ({
    ':now': N(seconds(clock())),
    ':again': S('again'),
    ':attempt': N(attempt),
  });

  return {
    read,
    claim: (record) => putRecord(record, FREE, free(record.attempt)),
    refuse: (record, attempt) => putRecord(record, FREE, free(attempt)),
    settle: (record, attempt) =>
      putRecord(record, '#status = :calling AND attempt = :attempt', {
        ':calling': S('calling'),
        ':attempt': N(attempt),
      }),
    async amend(sendId, change) {
      const { after } = await compareAndSet('send', async () => {
        const before = await read(sendId);
        const after = before && amended(before, change);
        if (!before || !after || after === before) return { after };
        return (await putRecord(after, ...stillIs(before))) ? { after } : undefined;
      });
      return after;
    },
    async sumOfLease(lease) {
      let sum = 0;
      const items = query(client, {
        TableName: table,
        IndexName: 'lease-index',
        KeyConditionExpression: 'lease = :lease',
        ExpressionAttributeValues: { ':lease': S(lease) },
      });
      for await (const item of items) if (item['cost']) sum += number(item, 'cost');
      return sum;
    },
  };
}

/** The condition that the item is unchanged since it was read. */
function stillIs(before: SendRecord): [condition: string, values: Item] {
  const status: Item = { ':before': S(before.status) };
  if (before.status === 'sent')
    return ['#status = :before AND costRev = :rev', { ...status, ':rev': N(before.costRev) }];
  if (before.status === 'calling')
    return ['#status = :before AND attempt = :attempt', { ...status, ':attempt': N(before.attempt) }];
  return ['#status = :before', status];
}

/** TTL counts seconds. */
const seconds = (ms: number): number => Math.floor(ms / 1000);

function itemOf(record: SendRecord): Item {
  const { sendId, expiresAt, entry, visit, at, ...rest } = record;
  const item: Item = {
    pk: S(sendId),
    expiresAt: N(seconds(expiresAt)),
    entry: N(entry),
    visit: N(visit),
    at: N(at),
  };
  for (const [name, value] of Object.entries(rest)) {
    if (value === undefined) continue;
    if (typeof value === 'object') Object.assign(item, moneyItem(name, value));
    else item[name] = typeof value === 'number' ? N(value) : S(value);
  }
  return item;
}

const moneyItem = (name: string, { micros, currency }: Money): Item => ({
  [name]: N(micros),
  [name === 'cost' ? 'currency' : `${name}Currency`]: S(currency),
});

const optional = (item: Item, name: string): Record<string, string> => {
  const value = item[name]?.S;
  return value === undefined ? {} : { [name]: value };
};

function parse(item: Item): SendRecord {
  const subject = {
    sendId: text(item, 'pk'),
    profile: text(item, 'profile'),
    channel: sendChannel(text(item, 'channel')),
    journey: text(item, 'journey'),
    entry: number(item, 'entry'),
    step: text(item, 'step'),
    visit: number(item, 'visit'),
    template: text(item, 'template'),
    expiresAt: number(item, 'expiresAt') * 1000,
    at: number(item, 'at'),
  };
  const status = text(item, 'status') as SendRecord['status'];
  const cost = (): Money => ({ micros: number(item, 'cost'), currency: text(item, 'currency') });
  const called = { ...optional(item, 'lease'), ...optional(item, 'address') };
  switch (status) {
    case 'calling': {
      const attempt = number(item, 'attempt');
      return { ...subject, ...called, status, attempt, cost: cost(), calledAt: number(item, 'calledAt') };
    }
    case 'again':
      return { ...subject, status, attempt: number(item, 'attempt'), reason: text(item, 'reason') };
    case 'sent': {
      const price = item['price']
        ? { price: { micros: number(item, 'price'), currency: text(item, 'priceCurrency') } }
        : {};
      const costRev = number(item, 'costRev');
      return {
        ...subject,
        ...called,
        ...optional(item, 'providerId'),
        ...price,
        status,
        cost: cost(),
        costRev,
      };
    }
    case 'failed': {
      const fault = item['fault']?.S as 'address' | 'opted-out' | undefined;
      return { ...subject, ...called, ...(fault && { fault }), status, reason: text(item, 'reason') };
    }
    case 'unknown':
      return { ...subject, ...called, status, cost: cost() };
    case 'refused': {
      const retryAt = item['retryAt'] ? { retryAt: number(item, 'retryAt') } : {};
      return { ...subject, ...retryAt, status, reason: text(item, 'reason') };
    }
    default:
      status satisfies never;
      throw new Unreadable(`a send of status ${String(status)}`);
  }
}
