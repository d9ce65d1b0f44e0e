// What the door follows of the live program, on real databases.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { dynamoDoorSettings } from '../../lib/adapters/dynamodb/door-settings.ts';
import { dynamoProgramStore } from '../../lib/adapters/dynamodb/program-store.ts';
import { inMemoryObjectStore } from '../../lib/adapters/in-memory/object-store.ts';
import { eventNamed } from '../../lib/domain/program/event-names.ts';
import { moneyProgram } from '../support/program.ts';
import { forEachDatabase } from './databases.ts';
import { T0 } from './samples.ts';

/** Of a program that an earlier release published, or of none. */
const NOTHING = { sealed: [], replyWords: { stop: [], start: [] } };

forEachDatabase("the door's settings", (database) => {
  test('names of channels are known at once when a program is published, and with the next one', async () => {
    const { client, tables } = await database();
    const settings = dynamoDoorSettings(client, tables.system, () => T0);
    const names = { current: async () => (await settings.current(0)).channels };
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

  test('another spelling of an event that the program names is read as that event', async () => {
    const { client, tables } = await database();
    const programs = dynamoProgramStore(client, tables.system, inMemoryObjectStore());
    const program = moneyProgram({ events: { 'Trial Started': {}, order_completed: {} } });
    const release = { number: 1, hash: 'hash1', publishedAt: T0, by: 'ann' };
    await programs.publish(program, {}, release, 0);
    const { events } = await dynamoDoorSettings(client, tables.system, () => T0).current();
    for (const name of ['Trial Started', 'trial_started', 'trialStarted', 'Started Trial'])
      expect(eventNamed(name, events)).toBe('Trial Started');
    expect(eventNamed('Order Completed', events)).toBe('order_completed');
    expect(eventNamed('Trial', events)).toBe('Trial');
  });

  test('purposes and names of channels are not known of a program that an earlier release published', async () => {
    const { client, tables } = await database();
    const Item = { pk: { S: 'PROGRAM' }, sk: { S: 'CURRENT' }, sealed: { L: [] } };
    await client.send(new PutItemCommand({ TableName: tables.system, Item }));
    const settings = await dynamoDoorSettings(client, tables.system, () => T0).current();
    expect(settings).toEqual(NOTHING);
  });

  test("the door's settings are empty before the first publish, and as old as is asked for", async () => {
    const { client, tables } = await database();
    let now = 0;
    const settings = dynamoDoorSettings(client, tables.system, () => now);
    expect(await settings.current()).toEqual(NOTHING);
    const [sealed, purposes] = [{ L: [{ S: 'loyaltyCard' }] }, { L: [{ S: 'marketing' }] }];
    const Item = { pk: { S: 'PROGRAM' }, sk: { S: 'CURRENT' }, sealed, purposes };
    await client.send(new PutItemCommand({ TableName: tables.system, Item }));
    now = 59_999;
    expect((await settings.current()).purposes).toBeUndefined();
    const published = { ...NOTHING, sealed: ['loyaltyCard'], purposes: ['marketing'] };
    expect(await settings.current(1_000)).toEqual(published);
    await client.send(new PutItemCommand({ TableName: tables.system, Item: { ...Item, sealed: { L: [] } } }));
    now += 60_000;
    expect(await settings.current()).toEqual({ ...published, sealed: [] });
  });
});
