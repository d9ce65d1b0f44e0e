// Rules on sealed values work by their hash (I9).
import { expect, test } from 'vitest';
import { HASHED } from '../../../lib/domain/condition/operators.ts';
import { actorWorld, event, programOf, USER } from './world.ts';

test('an entry on a sealed property being equal to something is found by its hash', async () => {
  const world = actorWorld();
  const enter = { on: 'Signup', if: { property: 'email', eq: `${HASHED}abc` } };
  const steps = { rest: { wait: 'P1D' } };
  await world.publish(programOf([{ id: 'j', purpose: 'marketing', enter, start: 'rest', steps }]));
  const email = (h: string) => ({ $sealed: { k: 'k', c: 'c', h }, m: 'a***' });
  await world.post(USER, [event('e1', 'Signup', { properties: { email: email('other') } })]);
  expect((await world.state(USER)).journeys).toEqual({});
  await world.post(USER, [event('e2', 'Signup', { properties: { email: email('abc') } })]);
  expect((await world.state(USER)).journeys).toHaveProperty('j');
});
