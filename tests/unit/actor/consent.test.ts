// I4 for people with several browsers and profiles, and for false claims by strangers.
import { expect, test } from 'vitest';
import { consents, withConsent } from '../../../lib/domain/consent/consent.ts';
import type { JsonObject } from '../../../schemas/primitives.ts';
import { actorWorld, event, MINUTE, programOf, USER, VISITOR } from './world.ts';

const LAPTOP = `a-${'L'.repeat(22)}`;

test('different preferences of two browsers do not undo a withdrawal', async () => {
  const world = actorWorld();
  await world.publish(programOf([]));
  let n = 0;
  const post = async (name: string, anonymous: string | undefined, marketing?: boolean) => {
    n += 1;
    world.now += MINUTE;
    const at = { occurredAt: world.now, acceptedAt: world.now, clientAt: world.now };
    const context = marketing === undefined ? {} : { consent: { marketing } };
    const properties: JsonObject = name.startsWith('Consent') ? { purpose: 'marketing' } : {};
    await world.post(USER, [event(`e${n}`, name, { ...at, anonymous, context, properties })]);
    await world.settle();
  };
  const yes = async () => consents(await world.state(USER), 'marketing', 'email');
  await post('page', LAPTOP, false);
  await post('page', VISITOR, true);
  expect(await yes()).toBe(true);
  await post('Consent Withdrawn', undefined);
  for (let round = 0; round < 3; round += 1) {
    await post('page', LAPTOP, false);
    await post('page', VISITOR, true);
  }
  expect(await yes()).toBe(false);
  await post('page', VISITOR, false);
  await post('page', VISITOR, true);
  expect(await yes()).toBe(true);
});

test('of two consents that count, the one accepted later stays, so that a merge loses none', () => {
  const mark = (at: number) => ({ at, acceptedAt: at, index: 0 });
  expect(withConsent({ yes: mark(10) }, mark(5)).yes).toEqual(mark(10));
  expect(withConsent({ yes: mark(5) }, mark(10)).yes).toEqual(mark(10));
});

test('an address that a browser may not change gets no row in the address book', async () => {
  const world = actorWorld();
  await world.publish(programOf([]));
  const email = (h: string) => ({ $sealed: { k: 'k', c: 'c', h }, m: 'a***' });
  const [own, others] = [`e-${'O'.repeat(22)}`, `e-${'X'.repeat(22)}`];
  await world.post(USER, [event('e1', 'identify', { traits: { email: email('o') }, addresses: [own] })]);
  const claim = { traits: { email: email('x') }, addresses: [others] };
  await world.post(USER, [event('e2', 'identify', { ...claim, trust: 'browser' })]);
  expect(await world.ports.addresses.find(own)).toBe(USER);
  expect(await world.ports.addresses.find(others)).toBeUndefined();
});

test('anonymous profiles without events leave no trace in the user they are linked to', async () => {
  const world = actorWorld();
  await world.publish(programOf([]));
  for (let i = 0; i < 5; i += 1) {
    await world.post(USER, [event(`e${i}`, 'X', { anonymous: `a-${'N'.repeat(21)}${i}` })]);
    await world.settle();
  }
  const { tookOver, parked } = await world.state(USER);
  expect([tookOver, parked]).toEqual([[], undefined]);
  expect((await world.state(`a-${'N'.repeat(21)}0`)).redirect).toBe(USER);
});
