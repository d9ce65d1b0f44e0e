// Two profiles of one person: the anonymous profile's state passes to the user, in order, once, with no decision in
// between.
import { describe, expect, it } from 'vitest';

import type { ProfileId } from '../../../schemas/primitives.ts';
import { login, mail, pair } from './pair.ts';
import {
  consent,
  DEVICE,
  event,
  HOUR,
  identify,
  MINUTE,
  Person,
  programOf,
  SECOND,
  T0,
  USER,
  waiting,
  wake,
} from './person.ts';

const OTHER: ProfileId = 'u-BBBBBBBBBBBBBBBBBBBBBB';

describe('a login', () => {
  it('an order right after it still sees the ad visit before it', () => {
    const { user, device } = pair(programOf({}));
    device.take(
      T0,
      event('page', T0, { kind: 'page', context: { campaign: { medium: 'mail', name: 'spring' } } }),
    );
    user.take(T0 + SECOND, login(T0 + SECOND));
    const asked = mail(user, DEVICE);
    user.take(
      T0 + 2 * SECOND,
      event('Order Completed', T0 + 2 * SECOND, { properties: { order_id: 'o', revenue: 9 } }),
    );
    expect(user.effects.some(({ type }) => type === 'fact')).toBe(false);
    device.take(T0 + 3 * SECOND, ...asked);
    user.take(T0 + 3 * SECOND, ...mail(device, USER));
    expect(user.effects).toContainEqual(
      expect.objectContaining({
        fact: expect.objectContaining({
          type: 'conversion',
          touchpoints: [expect.objectContaining({ channel: 'email' })],
        }),
      }),
    );
  });

  it('folds parked messages in their order, after the hand-over', () => {
    const { user, device, meet } = pair(
      programOf({ count: { enter: { on: 'B', if: { did: 'A', times: { eq: 1 } } }, ...waiting('PT1H') } }),
    );
    device.take(T0, event('A', T0));
    user.take(T0, login(T0), event('B', T0), event('C', T0));
    expect(user.history).toEqual([]);
    meet(T0 + SECOND);
    expect(user.history.flatMap((e) => (e.type === 'event' ? [e.event.name] : []))).toEqual([
      'identify',
      'B',
      'C',
    ]);
    expect(user.recorded('count')).toContain('entered');
    expect(user.state?.parked).toBeUndefined();
  });

  it('waits at most ten seconds for a hand-over, and takes it in when it arrives', () => {
    const { user, device } = pair(programOf({}));
    device.take(T0, identify(T0, { colour: 'blue' }));
    user.take(T0, login(T0));
    const asked = mail(user, DEVICE);
    expect(user.state?.wakeAt).toBe(T0 + 10 * SECOND);
    user.wait(T0 + 10 * SECOND);
    expect(user.history.map(({ type }) => type)).toEqual(['event']);
    device.take(T0 + MINUTE, ...asked);
    user.take(T0 + MINUTE, ...mail(device, USER));
    expect(user.state?.traits.colour).toBe('blue');
  });

  it('parks at most fifty messages', () => {
    const { user } = pair(programOf({}));
    user.take(T0, login(T0), ...Array.from({ length: 48 }, () => event('A', T0)));
    expect(user.state?.parked?.messages).toHaveLength(49);
    user.take(T0, event('A', T0));
    expect(user.state?.parked).toBeUndefined();
    expect(user.history).toHaveLength(50);
  });

  it('parks at most 64 KB', () => {
    const { user } = pair(programOf({}));
    const large = { properties: { text: 'x'.repeat(40_000) } };
    user.take(T0, login(T0), event('A', T0, large));
    expect(user.state?.parked).toBeDefined();
    user.take(T0, event('A', T0, large));
    expect(user.history).toHaveLength(3);
  });

  it('a wake does not overtake parked messages: an order among them still stops the journey', () => {
    const cart = { enter: { on: 'Cart' }, exit: [{ on: 'Order' }], ...waiting('PT1H') };
    const { user } = pair(programOf({ cart }));
    user.take(T0, event('Cart', T0));
    const due = T0 + HOUR;
    user.take(due - 5 * SECOND, login(due - 5 * SECOND), event('Order', due - 5 * SECOND));
    user.take(due, wake(due));
    expect(user.recorded('cart')).toEqual(['entered', 'waits']);
    user.wait(due + MINUTE);
    expect(user.recorded('cart')).toEqual(['entered', 'waits', 'exited']);
  });

  it('a parked message that cannot be taken in is quarantined by itself', () => {
    const { user, device, meet } = pair(programOf({}));
    device.take(T0, event('A', T0));
    const bad = consent(true, T0, { properties: { purpose: 7 } });
    user.take(T0, login(T0), bad, event('A', T0));
    meet(T0 + SECOND);
    expect(user.history.map(({ type }) => type)).toEqual(['linked', 'event', 'quarantined', 'event']);
    expect(user.poison.map(({ message }) => message.id)).toEqual([bad.id]);
    expect(user.state?.wakeAt).toBeUndefined();
  });
});

describe('a redirect', () => {
  it('forwards in order, consecutive messages together, and forwards nothing twice', () => {
    const { user, device, meet } = pair(programOf({}));
    user.take(T0, login(T0));
    meet(T0);
    const [a, b] = [event('A', T0), event('B', T0)];
    expect(device.take(T0, a, wake(T0), b)).toMatchObject([
      { type: 'mail', to: USER, messages: [{ id: a.id }, { id: b.id }] },
    ]);
    expect(device.take(T0, a, b)).toEqual([]);
  });

  it('never moves: a second user receives an empty hand-over', () => {
    const { user, device, meet } = pair(programOf({}));
    device.take(T0, identify(T0, { colour: 'blue' }));
    user.take(T0, login(T0));
    meet(T0);
    const second = new Person(programOf({}), OTHER);
    second.take(T0, login(T0), event('A', T0));
    device.take(T0, ...mail(second, DEVICE));
    second.take(T0, ...mail(device, OTHER));
    expect(device.state?.redirect).toBe(USER);
    expect(second.state).toMatchObject({ traits: {}, tookOver: [] });
    expect(second.history.map(({ type }) => type)).toEqual(['event', 'event']);
  });

  it('is never requested of a user', () => {
    const { user } = pair(programOf({}));
    user.take(T0, { type: 'link', id: 'l', to: OTHER, acceptedAt: T0 });
    expect(user.state?.redirect).toBeUndefined();
    expect(mail(user, OTHER)).toMatchObject([{ type: 'hand-over', moved: false }]);
  });

  it('hands over once, however late its hand-over is redelivered', () => {
    const { user, device } = pair(
      programOf({ count: { enter: { on: 'Never', if: { did: 'A' } }, ...waiting('PT1H') } }),
    );
    device.take(T0, event('A', T0));
    user.take(T0, login(T0));
    device.take(T0, ...mail(user, DEVICE));
    const given = mail(device, USER);
    user.take(T0, ...given);
    for (let i = 0; i < 120; i += 1) user.take(T0 + i, event('B', T0 + i));
    user.take(T0 + HOUR, ...given);
    expect(Object.values(user.state?.counters ?? {})).toMatchObject([{ total: 1 }]);
  });
});
