import { expect, test } from 'vitest';
import { dynamoBlockList } from '../../lib/adapters/dynamodb/block-list.ts';
import { inMemoryBlockList } from '../../lib/adapters/in-memory/block-list.ts';
import type { BlockList } from '../../lib/ports/block-list.ts';
import { forEachStore } from './databases.ts';
import { newId, T0 } from './samples.ts';

const withdrawn = (acceptedAt: number, index = 0) =>
  ({ channel: 'email', reason: 'withdrawn', purpose: 'marketing', acceptedAt, index }) as const;
const bounced = { channel: 'email', reason: 'bounced', address: 'h1', acceptedAt: T0, index: 0 } as const;

const factories: Parameters<typeof forEachStore<BlockList>>[1] = {
  'in memory': inMemoryBlockList,
  dynamodb: ({ client, tables }) => dynamoBlockList(client, tables.profiles),
};

forEachStore<BlockList>('block list', factories, (make) => {
  test('I4: a profile has every suppression put on it, and no other profile does', async () => {
    const list = await make();
    const id = newId();
    const complained = {
      channel: 'email',
      reason: 'complained',
      address: 'h1',
      acceptedAt: T0,
      index: 2,
    } as const;
    const all = { channel: 'sms', reason: 'withdrawn', purpose: '*', acceptedAt: T0, index: 0 } as const;
    for (const block of [withdrawn(T0), bounced, complained, all]) await list.put(id, block);
    const read = await list.read(id);
    expect(read).toHaveLength(4);
    for (const block of [withdrawn(T0), bounced, complained, all]) expect(read).toContainEqual(block);
    expect(await list.read(newId())).toEqual([]);
  });

  test('I4: an older suppression put late does not weaken a newer one', async () => {
    const list = await make();
    const id = newId();
    await list.put(id, withdrawn(T0, 5));
    await list.put(id, withdrawn(T0, 4));
    await list.put(id, withdrawn(T0 - 1000, 9));
    expect(await list.read(id)).toEqual([withdrawn(T0, 5)]);
    await list.put(id, withdrawn(T0 + 1, 0));
    expect(await list.read(id)).toEqual([withdrawn(T0 + 1, 0)]);
  });

  test('I4: a consent lifts a withdrawal put at or before it, and no later one', async () => {
    const list = await make();
    const id = newId();
    await list.put(id, withdrawn(T0, 5));
    await list.lift(id, { purpose: 'marketing', channel: 'email', acceptedAt: T0, index: 4 });
    await list.lift(id, { purpose: 'marketing', channel: 'email', acceptedAt: T0 - 1, index: 99 });
    expect(await list.read(id)).toEqual([withdrawn(T0, 5)]);
    await list.lift(id, { purpose: 'marketing', channel: 'email', acceptedAt: T0, index: 5 });
    expect(await list.read(id)).toEqual([]);
  });

  test('I4: a consent lifts nothing of another purpose or channel, and no bounce or complaint', async () => {
    const list = await make();
    const id = newId();
    await list.put(id, withdrawn(T0));
    await list.put(id, bounced);
    await list.lift(id, { purpose: 'service', channel: 'email', acceptedAt: T0 + 9, index: 0 });
    await list.lift(id, { purpose: 'marketing', channel: 'sms', acceptedAt: T0 + 9, index: 0 });
    expect(await list.read(id)).toHaveLength(2);
    await list.lift(id, { purpose: 'marketing', channel: 'email', acceptedAt: T0 + 9, index: 0 });
    expect(await list.read(id)).toEqual([bounced]);
  });

  test('I4: an operator lifts the bounce or complaint of one address, as old as it was read', async () => {
    const list = await make();
    const id = newId();
    const { address, acceptedAt } = bounced;
    await list.put(id, bounced);
    await list.put(id, withdrawn(T0));
    const of = { channel: 'email', index: 0 } as const;
    await list.lift(id, { ...of, reason: 'complained', address, acceptedAt });
    await list.lift(id, { ...of, reason: 'bounced', address: 'another', acceptedAt });
    await list.lift(id, { ...of, reason: 'bounced', address, acceptedAt: acceptedAt - 1 });
    expect(await list.read(id)).toHaveLength(2);
    await list.lift(id, { ...of, reason: 'bounced', address, acceptedAt });
    expect(await list.read(id)).toEqual([withdrawn(T0)]);
  });

  test('lifting without a suppression does nothing', async () => {
    const list = await make();
    const id = newId();
    await list.lift(id, { purpose: 'marketing', channel: 'email', acceptedAt: T0, index: 0 });
    expect(await list.read(id)).toEqual([]);
  });
});
