import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { forEachDatabase } from './databases.ts';

forEachDatabase('the database', (database) => {
  test('stores what was put, and separate stores do not see each other', async () => {
    const one = await database();
    const other = await database();
    const Key = { pk: { S: 'a' }, sk: { S: 'b' } };
    await one.client.send(
      new PutItemCommand({
        TableName: one.tables.profiles,
        Item: { ...Key, body: { B: new Uint8Array([1, 2]) } },
      }),
    );
    const found = await one.client.send(
      new GetItemCommand({ TableName: one.tables.profiles, Key, ConsistentRead: true }),
    );
    const absent = await other.client.send(
      new GetItemCommand({ TableName: other.tables.profiles, Key, ConsistentRead: true }),
    );
    expect([...(found.Item?.['body']?.B ?? [])]).toEqual([1, 2]);
    expect(absent.Item).toBeUndefined();
  });
});
