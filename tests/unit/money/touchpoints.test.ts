// Which touches are merged into one, and what is kept of them.
import { expect, test } from 'vitest';
import { addTouchpoint } from '../../../lib/domain/attribution/touchpoints.ts';
import type { Touchpoint } from '../../../schemas/facts.ts';

const MINUTE = 60_000;
const NOON = Date.parse('2026-11-20T11:00:00Z');
const touch = (minute: number, kind: Touchpoint['kind'], more: Partial<Touchpoint> = {}): Touchpoint => ({
  at: NOON + minute * MINUTE,
  channel: 'email',
  kind,
  ...more,
});
const mail = { journey: 'cart', step: 'remind', template: 'cart-mail' };

function pathOf(...touches: Touchpoint[]): Touchpoint[] {
  const state = { touchpoints: [] as Touchpoint[] };
  for (const each of touches) addTouchpoint(state, each);
  return state.touchpoints;
}

test('a send, its click and the visit that follows are one touch with the data of all three', () => {
  const three = [
    touch(0, 'send', mail),
    touch(5, 'click', { journey: 'cart', step: 'remind' }),
    touch(6, 'visit', { campaign: 'autumn' }),
  ];
  const one = [touch(0, 'click', { ...mail, campaign: 'autumn' })];
  expect(pathOf(...three)).toEqual(one);
  expect(pathOf(...three.toReversed())).toEqual(one);
});

test('touches of different journeys, or of different steps of one, stay separate', () => {
  const own = touch(0, 'click', mail);
  const otherJourney = touch(1, 'click', { journey: 'welcome', step: 'remind' });
  const otherStep = touch(2, 'click', { journey: 'cart', step: 'again' });
  expect(pathOf(own, otherJourney, otherStep)).toEqual([own, otherJourney, otherStep]);
});

test('a visit belongs to the nearest touch that it could have come from', () => {
  const [first, second] = [
    touch(0, 'click', mail),
    touch(20, 'click', { journey: 'welcome', step: 'hello' }),
  ];
  expect(pathOf(first, second, touch(21, 'visit', { campaign: 'autumn' }))).toEqual([
    first,
    { ...second, campaign: 'autumn' },
  ]);
});

test('touches half an hour apart, or of two channels, are two', () => {
  const touches = [touch(0, 'visit'), touch(0, 'visit', { channel: 'sms' }), touch(30, 'visit')];
  expect(pathOf(...touches)).toEqual(touches);
});

test('the latest thirty touches are kept, in order of time', () => {
  const touches = Array.from({ length: 35 }, (_, i) => touch(i * 40, 'visit'));
  expect(pathOf(...touches.toReversed().slice(0, 30), ...touches.slice(0, 5))).toEqual(touches.slice(5));
});
