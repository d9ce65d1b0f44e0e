/**
 * Money table: budgets.
 *
 * | pk | sk | |
 * |---|---|---|
 * | BUDGET#budget id | PERIOD#first day | version and book; held; leases, a map of id to { m, c, u, s }; endsAt,
 * currency |
 * | PERIODS | first day#budget id | listed before the item is created; deleted (TTL) a month after the period's end |
 *
 * - I5: `held` and the lease change in one update, on condition of the largest `held` allowed and of the book's
 *   version.
 * - No error says which condition failed (not every database can): the caller reads again.
 */
import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type Book, newBook } from '../../domain/budget/book.ts';
import type { Lease } from '../../domain/budget/lease.ts';
import type { BudgetStore, PeriodItem } from '../../ports/budget-store.ts';
import { type Item, N, number, putIf, query, reach, S, text } from './reach.ts';

const LISTED_MS = 35 * 24 * 60 * 60 * 1000;
const PERIOD = 'PERIOD#';
const LISTING = 'PERIODS';

const keyOf = (budget: string, start: string): Record<'pk' | 'sk', { S: string }> => ({
  pk: S(`BUDGET#${budget}`),
  sk: S(`${PERIOD}${start}`),
});

export function dynamoBudgetStore(client: DynamoDBClient, TableName: string): BudgetStore {
  const read = async (budget: string, start: string): Promise<PeriodItem | undefined> => {
    const request = new GetItemCommand({ TableName, Key: keyOf(budget, start), ConsistentRead: true });
    const { Item } = await reach(client.send(request));
    return Item && decode(Item);
  };
  const update: Update = (budget, start, input) =>
    putIf(client.send(new UpdateItemCommand({ TableName, Key: keyOf(budget, start), ...input })));

  return {
    read,
    async open(item) {
      const { budget, start, endsAt } = item;
      const expiresAt = N(Math.ceil((endsAt + LISTED_MS) / 1000));
      const listing = { pk: S(LISTING), sk: S(`${start}#${budget}`), expiresAt };
      await reach(client.send(new PutItemCommand({ TableName, Item: listing })));
      const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
      await putIf(client.send(new PutItemCommand({ TableName, Item: encode(item), ...condition })));
      const found = await read(budget, start);
      if (!found) throw new Error(`the period ${start} of budget ${budget} was put but cannot be read back`);
      return found;
    },
    putBook: (budget, start, expected, book) =>
      update(budget, start, {
        UpdateExpression: 'SET book = :book, version = :next',
        ConditionExpression: 'version = :expected',
        ExpressionAttributeValues: {
          ':book': S(JSON.stringify(book)),
          ':next': N(expected + 1),
          ':expected': N(expected),
        },
      }),
    async periods(budget, { before, limit }) {
      const found: PeriodItem[] = [];
      const items = query(client, {
        TableName,
        ConsistentRead: true,
        ScanIndexForward: false,
        // One more, because BETWEEN includes `before` itself.
        Limit: limit + 1,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': S(`BUDGET#${budget}`),
          ':from': S(PERIOD),
          ':to': S(before === undefined ? `${PERIOD}~` : `${PERIOD}${before}`),
        },
      });
      for await (const item of items) {
        const period = decode(item);
        if (period.start !== before) found.push(period);
        if (found.length >= limit) break;
      }
      return found;
    },
    async openPeriods(now) {
      const found = [];
      const listed = query(client, {
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': S(LISTING) },
      });
      for await (const item of listed) {
        if (number(item, 'expiresAt') * 1000 <= now) continue;
        const [start = '', budget = ''] = text(item, 'sk').split('#');
        found.push({ budget, start });
      }
      return found;
    },
    ...leasing(update),
  };
}

type Change = Omit<UpdateItemCommandInput, 'TableName' | 'Key'>;
type Update = (budget: string, start: string, input: Change) => Promise<boolean>;

/** The three changes that move money. */
function leasing(update: Update): Pick<BudgetStore, 'grant' | 'grow' | 'settle'> {
  return {
    grant: ({ budget, start, id }, lease, { version, heldMax }) =>
      update(budget, start, {
        UpdateExpression: 'SET leases.#id = :lease, held = held + :more',
        ConditionExpression: 'attribute_not_exists(leases.#id) AND version = :version AND held <= :max',
        ExpressionAttributeNames: { '#id': id },
        ExpressionAttributeValues: {
          ':lease': encodeLease(lease),
          ':more': N(lease.micros),
          ':version': N(version),
          ':max': N(heldMax),
        },
      }),
    grow: ({ budget, start, id }, expected, next, { version, heldMax }) =>
      update(budget, start, {
        UpdateExpression: 'SET leases.#id = :lease, held = held + :more',
        ConditionExpression: `${SAME_LEASE} AND version = :version AND held <= :max`,
        ExpressionAttributeNames: { '#id': id },
        ExpressionAttributeValues: {
          ...sameLease(expected),
          ':lease': encodeLease(next),
          ':more': N(next.micros - expected.micros),
          ':version': N(version),
          ':max': N(heldMax),
        },
      }),
    settle: ({ budget, start, id }, expected, back) =>
      update(budget, start, {
        UpdateExpression: 'SET held = held - :back REMOVE leases.#id',
        ConditionExpression: SAME_LEASE,
        ExpressionAttributeNames: { '#id': id },
        ExpressionAttributeValues: { ...sameLease(expected), ':back': N(back) },
      }),
  };
}

/** A lease only grows and its end only moves later, so these two show whether it is still the one that was read. */
const SAME_LEASE = 'leases.#id.m = :m AND leases.#id.u = :u';
const sameLease = ({ micros, until }: Lease): Record<string, AttributeValue> => ({
  ':m': N(micros),
  ':u': N(until),
});

const encodeLease = ({ micros, cost, until, settleAfter }: Lease): AttributeValue => ({
  M: { m: N(micros), c: N(cost), u: N(until), s: N(settleAfter) },
});

const decodeLease = (item: Item): Lease => ({
  micros: number(item, 'm'),
  cost: number(item, 'c'),
  until: number(item, 'u'),
  settleAfter: number(item, 's'),
});

function encode({ budget, start, endsAt, currency, nextN }: Parameters<BudgetStore['open']>[0]): Item {
  return {
    ...keyOf(budget, start),
    endsAt: N(endsAt),
    currency: S(currency),
    version: N(1),
    book: S(JSON.stringify(newBook(nextN))),
    held: N(0),
    leases: { M: {} },
  };
}

function decode(item: Item): PeriodItem {
  const leases = Object.entries(item['leases']?.M ?? {}).map(([id, lease]) => [
    id,
    decodeLease(lease.M ?? {}),
  ]);
  return {
    budget: text(item, 'pk').slice('BUDGET#'.length),
    start: text(item, 'sk').slice(PERIOD.length),
    endsAt: number(item, 'endsAt'),
    currency: text(item, 'currency'),
    version: number(item, 'version'),
    book: JSON.parse(text(item, 'book')) as Book,
    held: number(item, 'held'),
    leases: Object.fromEntries(leases) as Record<string, Lease>,
  };
}
