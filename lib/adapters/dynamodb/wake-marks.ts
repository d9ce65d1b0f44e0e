// WAKE rows of the system table: one per shard, read together at the start of each sweep.
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { wakeMark } from '../../../schemas/generated/wake-mark.js';
import { parser } from '../../../schemas/parser.ts';
import type { WakeMark, WakeMarks } from '../../ports/wake-marks.ts';
import { padded, query, reach, S, text } from './reach.ts';

const SHARD = 'SHARD#';
const readMark = /* @__PURE__ */ parser(wakeMark);

export function dynamoWakeMarks(client: DynamoDBClient, table: string): WakeMarks {
  return {
    async all() {
      const marks = new Map<number, WakeMark>();
      const input = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': S('WAKE') } };
      for await (const item of query(client, { TableName: table, ConsistentRead: true, ...input }))
        marks.set(Number(text(item, 'sk').slice(SHARD.length)), readMark(JSON.parse(text(item, 'mark'))));
      return marks;
    },
    async save(shard, mark) {
      const Item = { pk: S('WAKE'), sk: S(SHARD + padded(shard, 3)), mark: S(JSON.stringify(mark)) };
      await reach(client.send(new PutItemCommand({ TableName: table, Item })));
    },
  };
}
