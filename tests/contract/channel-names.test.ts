// The names of the live program's channels on real databases: known from the publish on.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { dynamoChannelNames } from '../../lib/adapters/dynamodb/channel-names.ts';
import { dynamoProgramStore } from '../../lib/adapters/dynamodb/program-store.ts';
import { inMemoryObjectStore } from '../../lib/adapters/in-memory/object-store.ts';
import { moneyProgram } from '../support/program.ts';
import { forEachDatabase } from './databases.ts';
import { T0 } from './samples.ts';

forEachDatabase('channel names', (database) => {
  test('are known at once when a program is published, and with the next one', async () => {
    const { client, tables } = await database();
    const names = dynamoChannelNames(client, tables.system);
    expect(await names.current()).toBeUndefined();
    const programs = dynamoProgramStore(client, tables.system, inMemoryObjectStore());
    const publish = (number: number, channels: object) => {
      const release = { number, hash: `hash${number}`, publishedAt: T0, by: 'ann' };
      return programs.publish(moneyProgram({ channels }), {}, release, number - 1);
    };
    await publish(1, { ads: { id: 'ads', aliases: ['SEM', 'cpc'] } });
    expect(await names.current()).toEqual(new Map(Object.entries({ ads: 'ads', sem: 'ads', cpc: 'ads' })));
    await publish(2, { radio: { id: 'radio' } });
    expect(await names.current()).toEqual(new Map([['radio', 'radio']]));
  });

  test('are not known of a program that an earlier release published', async () => {
    const { client, tables } = await database();
    const Item = { pk: { S: 'PROGRAM' }, sk: { S: 'CURRENT' }, sealed: { L: [] } };
    await client.send(new PutItemCommand({ TableName: tables.system, Item }));
    expect(await dynamoChannelNames(client, tables.system).current()).toBeUndefined();
  });
});
