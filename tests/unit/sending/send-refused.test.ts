// Why a send is refused before any provider call (I4, I5, I6).
import { beforeEach, describe, expect, it } from 'vitest';
import { HOUR, makeWorld, PROFILE, requestOf, T0, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
const outcome = () => {
  const [first, ...more] = world.outcomes();
  expect(more).toEqual([]);
  return first;
};

describe('a send that is refused', () => {
  const refusedWith = async (reason: string, request = requestOf()) => {
    expect(await world.send(request)).toBe('done');
    expect(world.calls).toEqual([]);
    expect(outcome()).toMatchObject({ status: 'refused', reason });
    expect(world.log.records()).toMatchObject([{ status: 'refused', reason }]);
    expect(world.spender.held).toBe(0);
  };
  it('after its expiry', async () => {
    world.now = T0 + 24 * HOUR;
    await refusedWith('expired');
  });
  it('without consent', async () => {
    await world.write((state) => {
      state.consent['marketing'] = {};
    });
    await refusedWith('no-consent');
  });
  it('after a withdrawal later than the consent', async () => {
    await world.write((state) => {
      const marketing = state.consent['marketing'];
      if (marketing?.['email']) marketing['email'].no = { at: T0, acceptedAt: T0, index: 0 };
    });
    await refusedWith('no-consent');
  });
  it.each([
    [
      'withdrawn for this purpose',
      { channel: 'email', reason: 'withdrawn', purpose: 'marketing' },
      'no-consent',
    ],
    ['withdrawn for all', { channel: 'email', reason: 'withdrawn', purpose: '*' }, 'no-consent'],
  ] as const)('by BLOCK, before STATE hears of it: %s', async (_, block, reason) => {
    await world.blocks.put(PROFILE, { ...block, acceptedAt: T0, index: 0 });
    await refusedWith(reason);
  });
  it('never by a suppression of another purpose, channel or address', async () => {
    const at = { acceptedAt: T0, index: 0 };
    await world.blocks.put(PROFILE, { channel: 'email', reason: 'withdrawn', purpose: 'news', ...at });
    await world.blocks.put(PROFILE, { channel: 'sms', reason: 'withdrawn', purpose: '*', ...at });
    await world.blocks.put(PROFILE, { channel: 'email', reason: 'bounced', address: 'another', ...at });
    await world.send(requestOf());
    expect(world.calls).toHaveLength(1);
  });
  it('by a bounce or complaint of the address', async () => {
    const at = { acceptedAt: T0, index: 0 };
    await world.blocks.put(PROFILE, {
      channel: 'email',
      reason: 'complained',
      address: world.hashes.email,
      ...at,
    });
    await refusedWith('complained');
  });
  it('by a suppression from before a merge', async () => {
    const old = 'a-BBBBBBBBBBBBBBBBBBBBBB';
    await world.write((state) => {
      state.redirect = PROFILE;
    }, old);
    await world.blocks.put(old, {
      channel: 'email',
      reason: 'withdrawn',
      purpose: '*',
      acceptedAt: T0,
      index: 0,
    });
    await refusedWith('no-consent', requestOf({ profile: old }));
  });
  it('by a STOP from a number that another profile has too, until a later consent', async () => {
    const number = await world.vault.profileId('phone', '+4915112345678');
    await world.blocks.put(number, {
      channel: 'sms',
      reason: 'withdrawn',
      purpose: '*',
      acceptedAt: T0,
      index: 0,
    });
    await refusedWith('no-consent', requestOf({ channel: 'sms' }));
    await world.write((state) => {
      const sms = state.consent['marketing']?.['sms'];
      if (sms) sms.yes = { at: T0 + 1, acceptedAt: T0 + 1, index: 0 };
    });
    await world.send(requestOf({ channel: 'sms', visit: 1 }));
    expect(world.calls).toHaveLength(1);
  });
  it('without an address', async () => {
    await world.write((state) => {
      delete state.traits['email'];
    });
    await refusedWith('no-address');
  });
  it("in the recipient's night, with the time when it ends", async () => {
    await world.write((state) => {
      state.timeZone = 'America/New_York';
    });
    await refusedWith('window', requestOf({ channel: 'sms' }));
    expect(outcome()?.retryAt).toBe(Date.parse('2026-11-20T13:00:00Z'));
  });
  it('by the budget', async () => {
    world.spender.limit = 999;
    await refusedWith('budget');
  });
  it('by a template that fails', async () => {
    await refusedWith('template', requestOf({ template: 'broken' }));
  });
  it('by a template that is missing, or of another channel', async () => {
    await refusedWith('template', requestOf({ template: 'text' }));
  });
  it('after the keys were erased', async () => {
    await world.write((state) => {
      const email = state.traits['email'] as unknown as { $sealed: { k: string } };
      email.$sealed.k = 'erased';
    });
    await refusedWith('erased');
  });
  it('if nothing is known of the profile', async () => {
    await refusedWith('erased', requestOf({ profile: 'u-CCCCCCCCCCCCCCCCCCCCCC' }));
  });
});
