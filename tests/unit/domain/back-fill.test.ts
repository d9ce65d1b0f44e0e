// Counters that a program reads for the first time, or further back than before, are counted over the profile's
// history.
import { describe, expect, it } from 'vitest';
import { actorWorld, DAY, event, HOUR, programOf, SECOND, T0, USER, VISITOR } from '../actor/world.ts';

type World = ReturnType<typeof actorWorld>;

/** A journey that enters on `Ask` if the condition holds: the way a test reads a counter. */
const asks = (condition: object) => ({
  id: 'asks',
  purpose: 'marketing',
  enter: { on: 'Ask', if: condition, reenter: { after: 'PT0S' } },
  start: 'pause',
  steps: { pause: { wait: 'PT1S' } },
});
const viewed = (times: number, within?: string) => ({
  did: 'View',
  times: { eq: times },
  ...(within ? { within } : {}),
});

let ids = 0;
async function tell(world: World, name: string, more = {}, profile = USER): Promise<void> {
  ids += 1;
  const at = { acceptedAt: world.now, occurredAt: world.now, clientAt: world.now };
  expect(await world.post(profile, [event(`b${ids}`, name, { ...at, ...more })])).toEqual([]);
}

async function holds(world: World, condition: object, profile = USER): Promise<boolean> {
  await world.publish(programOf([asks(condition)]));
  const before = (await world.state(profile)).journeys.asks?.entry ?? 0;
  await tell(world, 'Ask', {}, profile);
  const after = (await world.state(profile)).journeys.asks?.entry ?? 0;
  world.now += 2 * SECOND;
  await world.wake(profile);
  return after > before;
}

async function login(world: World, profile: string, visitor = VISITOR): Promise<void> {
  await tell(world, 'identify', { anonymous: visitor }, profile);
  await world.settle();
}

describe('a new program', () => {
  it('counts earlier events, in pages and tail, for a counter it reads for the first time', async () => {
    const world = actorWorld();
    await world.publish(programOf([]));
    for (let i = 0; i < 70; i += 1) await tell(world, 'View', { properties: { text: 'x'.repeat(100) } });
    expect(await world.ports.profiles.pages(USER, { limit: 9 })).not.toEqual([]);
    expect(await holds(world, viewed(70))).toBe(true);
    expect(await holds(world, viewed(70, 'P3D'))).toBe(true);
  });

  it('recounts a counter that looks further back than before', async () => {
    const world = actorWorld();
    await world.publish(programOf([asks(viewed(0, 'P4D'))]));
    const old = T0 - 6 * DAY;
    await tell(world, 'View', { occurredAt: old, clientAt: old });
    await tell(world, 'View');
    expect(await holds(world, viewed(1, 'P4D'))).toBe(true);
    expect(await holds(world, viewed(2, 'P9D'))).toBe(true);
  });

  it('recounts a counter that nobody read for a while', async () => {
    const world = actorWorld();
    await world.publish(programOf([asks(viewed(0))]));
    await tell(world, 'View');
    await world.publish(programOf([]));
    await tell(world, 'View');
    expect((await world.state(USER)).counters).toEqual({});
    expect(await holds(world, viewed(2))).toBe(true);
  });

  it('keeps the counters of an older version while profiles are in it', async () => {
    const world = actorWorld();
    const steps = {
      pause: { wait: 'PT1H', next: 'which' },
      which: { branch: [{ if: viewed(2), next: 'mail' }] },
      mail: { send: 'email', template: 'mail' },
    };
    const walk = { id: 'walk', purpose: 'marketing', enter: { on: 'Start' }, start: 'pause' };
    await world.publish(programOf([{ ...walk, steps }]));
    await tell(world, 'Start');
    await tell(world, 'View');
    await world.publish(programOf([{ ...walk, steps: { pause: { wait: 'PT1H' } } }]));
    await tell(world, 'View');
    world.now += 2 * HOUR;
    await world.wake(USER);
    const tail = (await world.ports.profiles.read(USER))?.tail ?? [];
    expect(tail).toContainEqual(expect.objectContaining({ what: 'branched', next: 'mail' }));
    await tell(world, 'View');
    expect((await world.state(USER)).counters).toEqual({});
  });
});

describe('after a login', () => {
  it('events of the anonymous profile count, although its history stays in its own pages', async () => {
    const world = actorWorld();
    await world.publish(programOf([]));
    await tell(world, 'View', {}, VISITOR);
    await login(world, USER);
    await tell(world, 'View');
    expect(await holds(world, viewed(2))).toBe(true);
  });

  it('the history of a shared device stays with the user it was handed to', async () => {
    const world = actorWorld();
    const other = `u-${'V'.repeat(22)}`;
    await world.publish(programOf([]));
    await tell(world, 'View', {}, VISITOR);
    await login(world, USER);
    await login(world, other);
    await tell(world, 'View', {}, other);
    expect(await holds(world, viewed(1), other)).toBe(true);
  });

  it('a hand-over counted under another program is recounted', async () => {
    const world = actorWorld();
    await world.publish(programOf([]));
    await tell(world, 'View', {}, VISITOR);
    await tell(world, 'identify', { anonymous: VISITOR });
    const [link] = world.mailbox.items.splice(0);
    await world.deliver(VISITOR, JSON.stringify(link?.body));
    await world.publish(programOf([asks(viewed(0))]));
    await tell(world, 'View');
    await world.settle();
    expect(await holds(world, viewed(2))).toBe(true);
  });
});
