// Conditions that time alone changes (I7): no change is missed because another message came first.
import { expect, test } from 'vitest';
import { actorWorld, DAY, event, HOUR, MINUTE, programOf, SECOND, USER } from './world.ts';

const journey = (when: unknown) => ({
  id: 'j',
  purpose: 'marketing',
  enter: { when },
  start: 'rest',
  steps: { rest: { wait: 'P30D' } },
});
const happened = (id: string, name: string, at: number) =>
  event(id, name, { occurredAt: at, acceptedAt: at, clientAt: at });

test('a change that fell due while another message was handled still takes effect', async () => {
  const world = actorWorld();
  await world.publish(programOf([journey({ all: [{ did: 'X' }, { not: { did: 'X', within: 'P1D' } }] })]));
  const from = world.now;
  await world.post(USER, [happened('x', 'X', from)]);
  expect((await world.state(USER)).wakeAt).toBeGreaterThanOrEqual(from + DAY);
  world.now = from + DAY + 2 * HOUR;
  await world.post(USER, [happened('y', 'Y', world.now)]);
  const { wakeAt, journeys } = await world.state(USER);
  expect([wakeAt, journeys['j']]).toEqual([world.now, undefined]);
  await world.wake(USER);
  expect((await world.state(USER)).journeys['j']).toMatchObject({ phase: 'waiting' });
  expect(world.timers.items.at(-1)?.delaySeconds).toBe(0);
});

test('a condition that time makes false and true again is entered when it becomes true', async () => {
  const world = actorWorld();
  const when = {
    any: [{ did: 'X', within: 'PT10M' }, { all: [{ did: 'X' }, { not: { did: 'X', within: 'PT30M' } }] }],
  };
  await world.publish(programOf([]));
  const from = world.now;
  await world.post(USER, [happened('x', 'X', from)]);
  await world.publish(programOf([journey(when)]));
  await world.post(USER, [happened('y', 'Y', world.now)]);
  const entered: number[] = [];
  for (; world.now < from + HOUR; world.now += 10 * SECOND) {
    const { wakeAt, journeys } = await world.state(USER);
    if (journeys['j']) entered.push(world.now);
    else if (wakeAt !== undefined && wakeAt <= world.now) await world.wake(USER);
  }
  expect(entered[0]).toBeGreaterThanOrEqual(from + 30 * MINUTE);
  expect(entered[0]).toBeLessThan(from + 31 * MINUTE);
});
