// What a user takes over from its anonymous profile: traits, journeys, consent, counters; sealed values are stored
// once.
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../lib/domain/program/compile.ts';
import { login, mail, pair } from './pair.ts';
import {
  consent,
  DEVICE,
  event,
  HOUR,
  identify,
  MINUTE,
  outcome,
  Person,
  programOf,
  sealed,
  T0,
  USER,
  waiting,
} from './person.ts';

describe('a hand-over', () => {
  it("keeps the user's own traits and fills in missing ones", () => {
    const { user, device, meet } = pair(programOf({}));
    device.take(T0, identify(T0, { colour: 'blue', size: 'L' }));
    user.take(T0, identify(T0, { colour: 'red' }));
    user.take(T0, login(T0));
    meet(T0);
    expect(user.state?.traits).toEqual({ colour: 'red', size: 'L' });
  });

  it('keeps an address set by a server out of reach of a browser', () => {
    const { user, device, meet } = pair(programOf({}));
    device.take(T0, identify(T0, { email: sealed('server') }));
    user.take(T0, login(T0));
    meet(T0);
    user.take(T0, identify(T0, { email: sealed('evil') }, { trust: 'browser' }));
    expect(user.state?.traits.email).toEqual(sealed('server'));
  });

  it('continues journeys where they were, and their sends keep their ids', () => {
    const cart = {
      enter: { on: 'Cart' },
      start: 'mail',
      steps: { mail: { send: 'email', template: 'mail', next: 'later' }, later: { wait: 'PT1H' } },
    };
    const { user, device, meet } = pair(programOf({ cart }));
    device.reachable(T0).take(T0, event('Cart', T0));
    const [send] = device.sends;
    if (!send) throw new Error('nothing was sent');
    user.take(T0, login(T0));
    meet(T0);
    device.take(T0 + MINUTE, outcome(send, 'sent', T0 + MINUTE));
    user.take(T0 + MINUTE, ...mail(device, USER));
    expect(user.journey('cart')).toMatchObject({ born: DEVICE, phase: 'waiting', step: 'later' });
  });

  it('continues the sequence of ids when a journey is entered again', () => {
    const cart = { enter: { on: 'Cart', reenter: { after: 'PT1M' } }, ...waiting('PT1M') };
    const { user, device, meet } = pair(programOf({ cart }));
    device.take(T0, event('Cart', T0));
    user.take(T0, login(T0));
    meet(T0);
    user.wait(T0 + HOUR);
    user.take(T0 + HOUR, event('Cart', T0 + HOUR));
    expect(user.journey('cart')).toMatchObject({ born: DEVICE, entry: 2 });
  });

  it("continues the user's own run if both profiles are in the same journey", () => {
    const cart = { enter: { on: 'Cart' }, ...waiting('PT1H') };
    const { user, device, meet } = pair(programOf({ cart }));
    device.take(T0, event('Cart', T0));
    user.take(T0, event('Cart', T0));
    user.take(T0, login(T0));
    meet(T0);
    expect(user.journey('cart')?.born).toBe(USER);
    expect(user.reasons('cart')).toEqual(['the same person is inside already']);
  });

  it('keeps a withdrawal from before the login effective against an older consent of the user', () => {
    const { user, device, meet } = pair(programOf({}));
    user.reachable(T0);
    device.take(T0 + HOUR, consent(false, T0 + HOUR));
    user.take(T0 + HOUR, login(T0 + HOUR));
    meet(T0 + HOUR);
    expect(user.state?.consent.marketing?.email).toMatchObject({ yes: { at: T0 }, no: { at: T0 + HOUR } });
  });

  it('marks counters that the other program did not know for recounting', () => {
    const { user, device } = pair(programOf({}));
    device.take(T0, event('A', T0));
    user.take(T0, login(T0));
    device.take(T0, ...mail(user, DEVICE));
    user.program = compileProgram(
      programOf({ count: { enter: { on: 'Never', if: { did: 'A' } }, ...waiting('PT1H') } }),
      2,
    );
    if (user.state) user.state.counterSet = user.program.counterSet;
    user.take(T0, ...mail(device, USER));
    expect(user.state?.counterSet).toBeUndefined();
    expect(Object.values(user.state?.counters ?? {})).toEqual([{ window: 0 }]);
  });
});

describe('sealed values', () => {
  it('a value whose hash is known keeps its first ciphertext, so it adds no new key', () => {
    const person = new Person(programOf({}));
    const first = sealed('mail');
    const again = { ...first, $sealed: { ...first.$sealed, k: 'k-2', c: 'c-2' } };
    person.take(T0, identify(T0, { email: first }));
    person.take(
      T0,
      identify(T0, { email: again }),
      event('A', T0, { properties: { to: [{ mail: again }] } }),
    );
    expect(JSON.stringify([person.state, person.history])).not.toContain('k-2');
    person.take(T0, identify(T0, { email: sealed('other') }));
    expect(person.state?.traits.email).toEqual(sealed('other'));
  });
});
