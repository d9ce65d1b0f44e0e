// Unprocessable messages are quarantined so that a person can inspect and release them.
import { expect, test } from 'vitest';
import { releaseQuarantined } from '../../../lib/application/intake/release-quarantined.ts';
import { releasePorts } from '../../../lib/wiring/intake.ts';
import { actorWorld, event, programOf, T0, USER } from './world.ts';

type World = ReturnType<typeof actorWorld>;

const release = (world: World, id: string, mended?: unknown) => {
  const { ports } = world;
  const doorSettings = { current: async () => ({ sealed: [] }) };
  return releaseQuarantined(id, mended, releasePorts({ ...ports, doorSettings }));
};
const poison = event('bad', 'Consent Given', { properties: { purpose: 7 } });

async function onlyRow(world: World): Promise<string> {
  const { items } = await world.ports.quarantine.list({ limit: 9 });
  expect(items).toHaveLength(1);
  return items[0]?.id ?? '';
}

test('a message on which step throws can be released to the mailbox it came from', async () => {
  const world = actorWorld();
  await world.publish(programOf([]));
  await world.post(USER, [event('good', 'X'), poison]);
  const id = await onlyRow(world);
  expect(id).toMatch(new RegExp(`^${String(T0).padStart(15, '0')}-`));
  expect(await release(world, id)).toEqual({ status: 'released', accepted: 1 });
  expect(world.mailbox.items).toMatchObject([
    { group: USER, body: { profile: USER, messages: [{ id: `bad~${id}`, name: 'Consent Given' }] } },
  ]);
});

test.each([
  ['as a call', (call: object) => call],
  ['in a batch', (call: object) => ({ batch: [call] })],
])(
  'a mended event posted %s under its old id is taken in, although that id counts as taken in',
  async (_, as) => {
    const world = actorWorld();
    await world.publish(programOf([]));
    await world.post(USER, [poison]);
    const call = { type: 'track', event: 'X', userId: '42', messageId: 'bad' };
    expect(await release(world, await onlyRow(world), as(call))).toEqual({ status: 'released', accepted: 1 });
    const [message] = world.mailbox.items[0]?.body.messages ?? [];
    expect(message).toMatchObject({ type: 'event', name: 'X' });
    expect(message?.id).toMatch(/^i-.+-0$/);
  },
);

test('the quarantine row of an unprocessable message is the same at every attempt and holds only the keys of its own values', async () => {
  const world = actorWorld();
  await world.publish(programOf([]));
  const { commit } = world.ports.profiles;
  world.ports.profiles.commit = async () => false;
  const token = { $sealed: { k: 'k1', c: 'c', h: 'h' }, m: '*' };
  const own = { ...poison, context: { device: { token } } };
  expect(await world.post(USER, [own], { k1: 'w1', k2: 'w2' })).toHaveLength(1);
  world.now += 5000;
  world.ports.profiles.commit = commit;
  expect(await world.post(USER, [own], { k1: 'w1', k2: 'w2' })).toEqual([]);
  await release(world, await onlyRow(world));
  expect(world.mailbox.items[0]?.body.keys).toEqual({ k1: 'w1' });
});

test('a reply stays in quarantine until the event that it means takes its place', async () => {
  const world = actorWorld();
  await world.publish(programOf([]));
  const sealing = await world.ports.vault.begin();
  const original = { from: 'reply', channel: 'sms', identifier: '+4915112345678', text: 'who is this?' };
  const sealed = { value: sealing.seal(JSON.stringify(original), 'text'), keys: sealing.keys() };
  await world.ports.quarantine.put([
    { id: 'r', at: 1, source: 'reply', pointer: '', detail: 'a reply', sealed },
  ]);
  expect(await release(world, 'r')).toMatchObject({
    status: 'still-bad',
    rejected: [{ detail: expect.stringContaining('Consent Withdrawn') }],
  });
  const properties = { purpose: 'marketing', channels: ['sms'] };
  const mended = { type: 'track', userId: 'ann', event: 'Consent Withdrawn', properties };
  expect(await release(world, 'r', mended)).toEqual({ status: 'released', accepted: 1 });
});

test('an unreadable body stays in quarantine, and one that has become readable is released', async () => {
  const world = actorWorld();
  await world.publish(programOf([]));
  await world.deliver(USER, '{"v":2}');
  const id = await onlyRow(world);
  expect(await release(world, id)).toMatchObject({ status: 'still-bad' });
  const item = await world.ports.quarantine.get(id);
  const sealing = await world.ports.vault.begin();
  const body = JSON.stringify({ v: 1, profile: USER, keys: {}, messages: [event('e', 'X')] });
  const value = sealing.seal(JSON.stringify({ from: 'body', group: USER, body }), 'text');
  if (item)
    await world.ports.quarantine.put([{ ...item, id: 'readable', sealed: { value, keys: sealing.keys() } }]);
  expect(await release(world, 'readable')).toEqual({ status: 'released', accepted: 1 });
  expect(world.mailbox.items).toHaveLength(1);
});
