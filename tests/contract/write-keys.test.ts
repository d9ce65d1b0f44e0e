// Write keys: found by their plain text, stored as a hash, believed for a minute.
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { dynamoSealedNames } from '../../lib/adapters/dynamodb/sealed-names.ts';
import { dynamoWriteKeys, writeKeyItem } from '../../lib/adapters/dynamodb/write-keys.ts';
import { forEachDatabase } from './databases.ts';

forEachDatabase('write keys', (database) => {
  test('a key has its scope, and stands nowhere in plain', async () => {
    const { client, tables } = await database();
    await client.send(
      new PutItemCommand({ TableName: tables.system, Item: writeKeyItem('plain-key', 'browser', 'shop') }),
    );
    const keys = dynamoWriteKeys(client, tables.system, () => 0);
    expect(await keys.find('plain-key')).toMatchObject({ scope: 'browser', name: 'shop' });
    expect(await keys.find('other')).toBeUndefined();
    expect(await keys.find('x'.repeat(5000))).toBeUndefined();
    expect(JSON.stringify(await client.send(new ScanCommand({ TableName: tables.system })))).not.toContain(
      'plain-key',
    );
  });

  test('a new key works and a revoked one stops within a minute', async () => {
    const { client, tables } = await database();
    let now = 0;
    const keys = dynamoWriteKeys(client, tables.system, () => now);
    const put = (more: object) =>
      client.send(
        new PutItemCommand({
          TableName: tables.system,
          Item: { ...writeKeyItem('k', 'server', 'n'), ...more },
        }),
      );
    expect(await keys.find('k')).toBeUndefined();
    await put({});
    now = 60_000;
    expect(await keys.find('k')).toMatchObject({ scope: 'server' });
    await put({ revokedAt: { N: '1' } });
    now = 119_999;
    expect(await keys.find('k')).toMatchObject({ scope: 'server' });
    now = 120_000;
    expect(await keys.find('k')).toBeUndefined();
  });

  test('the names that the program seals: none before the first publish, new ones within a minute', async () => {
    const { client, tables } = await database();
    let now = 0;
    const names = dynamoSealedNames(client, tables.system, () => now);
    expect(await names.current()).toEqual([]);
    const Item = { pk: { S: 'PROGRAM' }, sk: { S: 'CURRENT' }, sealed: { L: [{ S: 'loyaltyCard' }] } };
    await client.send(new PutItemCommand({ TableName: tables.system, Item }));
    now = 60_000;
    expect(await names.current()).toEqual(['loyaltyCard']);
  });
});
