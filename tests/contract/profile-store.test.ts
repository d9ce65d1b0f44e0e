import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { dynamoProfileStore } from '../../lib/adapters/dynamodb/profile-store.ts';
import { inMemoryProfileStore } from '../../lib/adapters/in-memory/profile-store.ts';
import { newProfile } from '../../lib/domain/profile/state.ts';
import { type ProfileStore, TooLarge } from '../../lib/ports/profile-store.ts';
import { forEachStore } from './databases.ts';
import { eventEntry, hashOf, newId, T0 } from './samples.ts';

const factories = {
  'in memory': inMemoryProfileStore,
  dynamodb: ({
    client,
    tables,
  }: Parameters<Parameters<typeof forEachStore<ProfileStore>>[1]['dynamodb']>[0]) =>
    dynamoProfileStore(client, tables.profiles),
};

forEachStore<ProfileStore>('profile store', factories, (make) => {
  test('a profile that was never written is undefined', async () => {
    expect(await (await make()).read(newId())).toBeUndefined();
  });

  test('an item above the size limit is refused as TooLarge, and nothing changes', async () => {
    const store = await make();
    const id = newId();
    const state = { ...newProfile(id), traits: { noise: randomBytes(1_000_000).toString('hex') } };
    await expect(store.commit(id, 0, { state, tail: [] })).rejects.toThrow(TooLarge);
    expect(await store.read(id)).toBeUndefined();
  });

  test('a committed state is read back, one version higher each time', async () => {
    const store = await make();
    const id = newId();
    const state = {
      ...newProfile(id),
      createdAt: T0,
      handledAt: T0,
      traits: { plan: 'gold', 'é "x"': [1, null, { a: true }] },
      counters: {
        c1: { buckets: [20_412, 2, 0, 0, 1], last: T0 },
        c2: { ring: [[T0, 'h'], [T0 + 5]] as [number, string?][] },
      },
    };
    expect(await store.commit(id, 0, { state, tail: [eventEntry(1)] })).toBe(true);
    const first = await store.read(id);
    expect(first).toMatchObject({ version: 1, state, tail: [eventEntry(1)] });
    expect(await store.commit(id, 1, { state: { ...state, handledAt: T0 + 1 }, tail: [] })).toBe(true);
    expect(await store.read(id)).toMatchObject({ version: 2, state: { handledAt: T0 + 1 }, tail: [] });
  });

  test('I2: of writers who read the same version one wins, and the losers change nothing', async () => {
    const store = await make();
    const id = newId();
    const write = (program: number, expected: number) =>
      store.commit(id, expected, { state: { ...newProfile(id), program }, tail: [] });
    const first = await Promise.all([write(1, 0), write(2, 0), write(3, 0)]);
    expect(first.filter(Boolean)).toHaveLength(1);
    const winner = first.indexOf(true) + 1;
    expect((await store.read(id))?.state.program).toBe(winner);
    const second = await Promise.all([write(11, 1), write(12, 1), write(13, 0), write(14, 7)]);
    expect(second.slice(0, 2).filter(Boolean)).toHaveLength(1);
    expect(second.slice(2)).toEqual([false, false]);
    expect((await store.read(id))?.version).toBe(2);
  });

  test('a tail is full once it reaches its size, and stays full however often it is read', async () => {
    const store = await make();
    const id = newId();
    const full = async (version: number, entries: number) => {
      const tail = Array.from({ length: entries }, (_, n) => eventEntry(n * 7919));
      await store.commit(id, version, { state: newProfile(id), tail });
      const [once, twice] = [await store.read(id), await store.read(id)];
      expect(twice?.tailFull).toBe(once?.tailFull);
      return once?.tailFull;
    };
    expect(await full(0, 0)).toBe(false);
    expect(await full(1, 1)).toBe(false);
    expect(await full(2, 100)).toBe(true);
  });

  test('a page written twice is one page, and pages come newest first below a version', async () => {
    const store = await make();
    const id = newId();
    for (const version of [3, 9, 10, 120, 9]) await store.putPage(id, version, [eventEntry(version)]);
    await store.putPage(newId(), 5, [eventEntry(5)]);
    const all = await store.pages(id, { limit: 10 });
    expect(all.map((page) => page.version)).toEqual([120, 10, 9, 3]);
    expect(all[1]?.entries).toEqual([eventEntry(10)]);
    expect((await store.pages(id, { limit: 2 })).map((page) => page.version)).toEqual([120, 10]);
    expect((await store.pages(id, { before: 10, limit: 5 })).map((page) => page.version)).toEqual([9, 3]);
    expect(await store.pages(id, { before: 3, limit: 5 })).toEqual([]);
  });

  test('I2: an event is found in the pages whose client timestamps span its own', async () => {
    const store = await make();
    const id = newId();
    await store.putPage(id, 1, [eventEntry(1, { clientAt: T0 }), eventEntry(2, { clientAt: T0 + 100 })]);
    await store.putPage(id, 2, [eventEntry(3, { clientAt: T0 + 200 })]);
    const hashes = new Set([hashOf(1), hashOf(2), hashOf(3), hashOf(99)]);
    expect(await store.findInPages(id, hashes, { clientAt: T0 + 50 })).toEqual(
      new Set([hashOf(1), hashOf(2)]),
    );
    expect(await store.findInPages(id, hashes, { clientAt: T0 + 200 })).toEqual(new Set([hashOf(3)]));
    expect(await store.findInPages(id, hashes, { clientAt: T0 + 150 })).toEqual(new Set());
    expect(await store.findInPages(newId(), hashes, { clientAt: T0 })).toEqual(new Set());
  });

  test('I2: an event without a timestamp is found in the pages accepted since', async () => {
    const store = await make();
    const id = newId();
    await store.putPage(id, 1, [
      eventEntry(1, { acceptedAt: T0, clientAt: null }),
      eventEntry(2, { acceptedAt: T0 + 10 }),
    ]);
    await store.putPage(id, 2, [eventEntry(3, { acceptedAt: T0 + 20, clientAt: null })]);
    const hashes = new Set([hashOf(1), hashOf(3)]);
    expect(await store.findInPages(id, hashes, { acceptedFrom: T0 + 10 })).toEqual(hashes);
    expect(await store.findInPages(id, hashes, { acceptedFrom: T0 + 11 })).toEqual(new Set([hashOf(3)]));
  });

  test('a page without events is stored, and the search for ids skips it', async () => {
    const store = await make();
    const id = newId();
    await store.putPage(id, 1, [{ t: T0, type: 'linked', from: newId('a') }]);
    expect(await store.findInPages(id, new Set([hashOf(1)]), { acceptedFrom: 0 })).toEqual(new Set());
    expect(await store.pages(id, { limit: 1 })).toHaveLength(1);
  });

  test('a returned object shares nothing with what is stored', async () => {
    const store = await make();
    const id = newId();
    const state = newProfile(id);
    await store.commit(id, 0, { state, tail: [] });
    state.traits['late'] = true;
    const read = await store.read(id);
    if (read) read.state.program = 99;
    expect(await store.read(id)).toMatchObject({ state: { traits: {}, program: 0 } });
  });
});
