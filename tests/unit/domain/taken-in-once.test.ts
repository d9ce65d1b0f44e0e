// I2 through the production commit: ring, tail and pages together know what was taken in, however often it is posted.
import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../../lib/domain/profile/history.ts';
import { idHash, isSeen } from '../../../lib/domain/profile/seen.ts';
import type { EventMessage } from '../../../schemas/mailbox.ts';
import { actorWorld, DAY, event, HOUR, programOf, T0, USER } from '../actor/world.ts';

const looks = {
  id: 'looks',
  purpose: 'marketing',
  enter: { on: 'Never', if: { did: 'Product Viewed' } },
  start: 'pause',
  steps: { pause: { wait: 'PT1H' } },
};
type World = ReturnType<typeof actorWorld>;

async function worldOf(): Promise<World> {
  const world = actorWorld();
  await world.publish(programOf([looks]));
  return world;
}

async function history(world: World): Promise<HistoryEntry[]> {
  const stored = await world.ports.profiles.read(USER);
  const pages = await world.ports.profiles.pages(USER, { before: stored?.version ?? 0, limit: 1000 });
  return [...pages.reverse().flatMap(({ entries }) => entries), ...(stored?.tail ?? [])];
}

async function expectOnce(world: World, events: readonly EventMessage[]): Promise<void> {
  const ids = (await history(world)).flatMap((entry) => (entry.type === 'event' ? [entry.event.id] : []));
  expect(ids.sort()).toEqual(events.map(({ id }) => id).sort());
  expect(Object.values((await world.state(USER)).counters)).toMatchObject([{ total: events.length }]);
}

const hundred = (clientAt: (i: number) => number | null): EventMessage[] =>
  Array.from({ length: 100 }, (_, i) =>
    event(`e${i}`, 'Product Viewed', { clientAt: clientAt(i), index: i }),
  );

describe("one person's hundred events in one batch, posted three times", () => {
  it.each<[string, (i: number) => number | null]>([
    ['with the right time', (i) => T0 - i],
    ['all with the same time', () => T0 - 5],
    ['without a time', () => null],
    ['with a clock that runs ahead', (i) => T0 + HOUR + i],
    ['from last week', (i) => T0 - 7 * DAY - i],
  ])('%s: each counts once', async (_what, clientAt) => {
    const world = await worldOf();
    const events = hundred(clientAt);
    for (let i = 0; i < 3; i += 1) {
      expect(await world.post(USER, events)).toEqual([]);
      world.now += 10 * 60_000;
    }
    await expectOnce(world, events);
  });

  it('each counts once in another order, mixed with new events', async () => {
    const world = await worldOf();
    const events = hundred((i) => T0 - i);
    await world.post(USER, events);
    const more = Array.from({ length: 30 }, (_, i) => event(`f${i}`, 'Product Viewed'));
    await world.post(USER, [...more.slice(0, 15), ...events.toReversed(), ...more]);
    await expectOnce(world, [...events, ...more]);
  });

  it('each counts once if the same batch contains an event twice', async () => {
    const world = await worldOf();
    const events = hundred((i) => T0 - i);
    await world.post(USER, [...events, ...events]);
    await expectOnce(world, events);
  });

  it('a repeat within the day of an event without a time is found in the pages', async () => {
    const world = await worldOf();
    const first = event('first', 'Product Viewed', { clientAt: null });
    const others = hundred((i) => T0 - i);
    await world.post(USER, [first]);
    await world.post(USER, others);
    world.now += 20 * HOUR;
    await world.post(USER, [{ ...first, acceptedAt: T0 + 20 * HOUR, occurredAt: T0 + 20 * HOUR }]);
    await expectOnce(world, [first, ...others]);
  });

  it('a repeat accepted when its clock is no longer ahead is still found', async () => {
    const world = await worldOf();
    const first = event('first', 'Product Viewed', { clientAt: T0 + HOUR });
    const others = hundred((i) => T0 - i);
    await world.post(USER, [first]);
    await world.post(USER, others);
    world.now += 2 * HOUR;
    await world.post(USER, [{ ...first, acceptedAt: T0 + 2 * HOUR, occurredAt: T0 + HOUR }]);
    await expectOnce(world, [first, ...others]);
  });

  it('ids that a batch itself pushes out of the ring are known to that batch', async () => {
    const world = await worldOf();
    const events = hundred((i) => T0 - i).slice(0, 64);
    await world.post(USER, events);
    const more = Array.from({ length: 41 }, (_, i) => event(`f${i}`, 'Product Viewed'));
    await world.post(USER, more.slice(0, 1));
    await world.post(USER, [...more.slice(1), ...events.slice(0, 20)]);
    await expectOnce(world, [...events, ...more]);
  });

  it('another id with the same content is another event', async () => {
    const world = await worldOf();
    const events = hundred(() => T0);
    await world.post(USER, events);
    const others = events.map((each) => ({ ...each, id: `other-${each.id}` }));
    await world.post(USER, others);
    await expectOnce(world, [...events, ...others]);
  });
});

describe('the ring', () => {
  it('holds at least the last 64 ids', async () => {
    const world = await worldOf();
    const events = hundred((i) => T0 - i);
    for (const [i, each] of events.entries()) {
      await world.post(USER, [each]);
      const { seen } = await world.state(USER);
      const last = events.slice(Math.max(0, i - 63), i + 1);
      expect(last.filter(({ id }) => !isSeen(seen, idHash(id)))).toEqual([]);
    }
  });
});

describe('the search of pages', () => {
  it('is skipped for events younger than the ids that have left the ring', async () => {
    const world = await worldOf();
    let looked = 0;
    const { findInPages } = world.ports.profiles;
    world.ports.profiles.findInPages = async (...args) => {
      looked += 1;
      return findInPages(...args);
    };
    for (let i = 0; i < 100; i += 1)
      await world.post(USER, [event(`e${i}`, 'A', { clientAt: T0 + i, acceptedAt: T0 + i })]);
    await world.post(USER, [event('young', 'A', { clientAt: T0 + 100, acceptedAt: T0 + 100 })]);
    expect(looked).toBe(0);
    await world.post(USER, [event('old', 'A', { clientAt: T0, acceptedAt: T0 + 100 })]);
    expect(looked).toBe(1);
  });
});
