import { expect, test } from 'vitest';
import { dynamoProgramStore } from '../../lib/adapters/dynamodb/program-store.ts';
import { inMemoryObjectStore } from '../../lib/adapters/in-memory/object-store.ts';
import { inMemoryProgramStore } from '../../lib/adapters/in-memory/program-store.ts';
import type { ProgramStore } from '../../lib/ports/program-store.ts';
import { Program } from '../../schemas/documents.ts';
import { Journey } from '../../schemas/journey.ts';
import { forEachStore } from './databases.ts';
import { T0 } from './samples.ts';

const journey = Journey.parse({
  id: 'welcome',
  purpose: 'marketing',
  enter: { on: 'Signed Up' },
  start: 'mail',
  steps: { mail: { send: 'email', template: 'hi' } },
});
const program = (name: string) =>
  Program.parse({
    name,
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    purposes: { marketing: { description: 'offers' } },
    journeys: { welcome: journey },
    segments: {},
    templates: {},
    budgets: {},
    channels: {},
  });
const release = (number: number, hash: string) => ({ number, hash, publishedAt: T0 + number, by: 'ann' });
const publish = (store: ProgramStore, number: number, hash: string, after = number - 1) =>
  store.publish(program(hash), { [`j-${hash}`]: journey }, release(number, hash), after);

const factories: Parameters<typeof forEachStore<ProgramStore>>[1] = {
  'in memory': inMemoryProgramStore,
  dynamodb: ({ client, tables }) => dynamoProgramStore(client, tables.system, inMemoryObjectStore()),
};

forEachStore<ProgramStore>('program store', factories, (make) => {
  test('before the first publish nothing is live', async () => {
    const store = await make();
    expect(await store.current()).toBeUndefined();
    expect(await store.releases(5)).toEqual([]);
    await expect(store.load('nope')).rejects.toThrow();
    expect(await store.loadJourney('nope')).toBeUndefined();
  });

  test('a published program is live and can be loaded, and so can earlier ones', async () => {
    const store = await make();
    expect(await publish(store, 1, 'aaa')).toBe(true);
    expect(await publish(store, 2, 'bbb')).toBe(true);
    expect(await store.current()).toEqual(release(2, 'bbb'));
    expect(await store.load('bbb')).toEqual(program('bbb'));
    expect(await store.load('aaa')).toEqual(program('aaa'));
    expect(await store.loadJourney('j-aaa')).toEqual(journey);
  });

  test('of two publishers after the same release one succeeds', async () => {
    const store = await make();
    await publish(store, 1, 'aaa');
    const both = await Promise.all([publish(store, 2, 'bbb'), publish(store, 2, 'ccc')]);
    expect(both.toSorted()).toEqual([false, true]);
    expect((await store.current())?.hash).toBe(both[0] ? 'bbb' : 'ccc');
    expect(await publish(store, 2, 'ddd', 1)).toBe(false);
    expect(await publish(store, 1, 'ddd', 0)).toBe(false);
  });

  test('releases are listed newest first, including rollbacks', async () => {
    const store = await make();
    const hashes = ['aaa', 'bbb', 'aaa', 'ccc'];
    for (const [i, hash] of hashes.entries()) await publish(store, i + 1, hash);
    expect(await store.releases(9)).toEqual([
      release(4, 'ccc'),
      release(3, 'aaa'),
      release(2, 'bbb'),
      release(1, 'aaa'),
    ]);
    expect(await store.releases(2)).toEqual([release(4, 'ccc'), release(3, 'aaa')]);
    expect(await store.releases(2, 4)).toEqual([release(3, 'aaa'), release(2, 'bbb')]);
    expect(await store.releases(2, 2)).toEqual([release(1, 'aaa')]);
    expect(await store.releases(2, 1)).toEqual([]);
    expect(await store.releases(1, 9)).toEqual([release(4, 'ccc')]);
  });
});
