// A profile is limited by the size of an item and of a message: a full profile must not block its mailbox.
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { EventMessage } from '../../../schemas/mailbox.ts';
import { actorWorld, event, programOf, SECOND, T0, USER, VISITOR } from './world.ts';

/** As incompressible as strangers' data can be. */
const noise = (bytes: number): string => randomBytes(bytes / 2).toString('hex');
const SMALL = programOf([]);

const trait = (i: number, value: string): EventMessage =>
  event(`t${i}`, 'identify', { traits: { [`trait${i}`]: value } });

test('a full profile quarantines what would make it larger, and takes in the rest', async () => {
  const world = actorWorld();
  await world.publish(SMALL);
  for (let i = 0; i < 60; i += 4)
    expect(
      await world.post(
        USER,
        [0, 1, 2, 3].map((n) => trait(i + n, noise(30_000))),
      ),
    ).toEqual([]);
  const { traits } = await world.state(USER);
  const { items } = await world.ports.quarantine.list({ limit: 100 });
  expect(Object.keys(traits).length).toBeGreaterThan(10);
  expect(Object.keys(traits).length + items.length).toBe(60);
  expect(await world.post(USER, [trait(99, 'small')])).toEqual([]);
  expect((await world.state(USER)).traits['trait99']).toBe('small');
});

test('a hand-over fits into a queue message, however well its state compresses', async () => {
  const world = actorWorld();
  await world.publish(SMALL);
  for (let i = 0; i < 80; i += 1) await world.post(VISITOR, [trait(i, 'x'.repeat(30_000))]);
  await world.post(USER, [event('e', 'Login', { anonymous: VISITOR })]);
  await world.deliver(VISITOR, JSON.stringify(world.mailbox.items.shift()?.body));
  const handOver = world.mailbox.items[0];
  expect(handOver?.body.messages[0]).toMatchObject({ type: 'hand-over', moved: true });
  expect(JSON.stringify(handOver?.body).length).toBeLessThan(1024 * 1024);
});

test('a hand-over carries the keys of the values in it, and no older ones', async () => {
  const world = actorWorld();
  await world.publish(SMALL);
  const sealed = (k: string) => ({ $sealed: { k, c: 'c', h: `h${k}` }, m: '*' });
  for (let i = 0; i < 30; i += 1)
    await world.post(VISITOR, [event(`p${i}`, 'page', { context: { page: { search: sealed(`k${i}`) } } })], {
      [`k${i}`]: 'wrapped',
    });
  await world.post(VISITOR, [event('t', 'identify', { traits: { email: sealed('mail') } })], {
    mail: 'wrapped',
  });
  await world.post(USER, [event('e', 'Login', { anonymous: VISITOR })]);
  await world.deliver(VISITOR, JSON.stringify(world.mailbox.items.shift()?.body));
  expect(world.mailbox.items[0]?.body.keys).toEqual({ mail: 'wrapped' });
});

test('parked messages are folded even if not all of them fit', async () => {
  const world = actorWorld();
  await world.publish(SMALL);
  for (let i = 0; i < 45; i += 1) await world.post(USER, [trait(i, noise(30_000))]);
  await world.post(USER, [event('login', 'Login', { anonymous: VISITOR })]);
  await world.post(USER, [trait(100, noise(50_000)), trait(101, 'small')]);
  world.mailbox.items.length = 0;
  world.now = T0 + 60 * SECOND;
  await world.wake(USER);
  const state = await world.state(USER);
  const aside = (await world.ports.quarantine.list({ limit: 100 })).items.length;
  expect(aside + Object.keys(state.traits).length).toBe(47);
  expect(world.failures).toEqual([]);
  expect(state.parked).toBeUndefined();
  expect(state.traits['trait101']).toBe('small');
});
