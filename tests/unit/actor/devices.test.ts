// A device is one person's: who signs in on it takes it from whoever used it before.
import { expect, test } from 'vitest';
import { inMemoryVault } from '../../../lib/adapters/in-memory/vault.ts';
import { actorWorld, DAY, event, MINUTE, programOf, USER } from './world.ts';

const OTHER = `u-${'O'.repeat(22)}`;

async function phones() {
  const world = actorWorld();
  await world.publish(programOf([]));
  const sealer = await inMemoryVault().begin();
  let n = 0;
  return {
    async open(profile: string, token = 'token-1', ago = 0) {
      world.now += MINUTE;
      n += 1;
      const acceptedAt = world.now - ago;
      const context = { device: { type: 'ios', token: sealer.seal(token, 'token') } };
      await world.post(
        profile,
        [event(`e${n}`, 'Application Opened', { context, acceptedAt })],
        sealer.keys(),
      );
      await world.settle();
      expect(world.failures).toEqual([]);
    },
    pass: (ms: number) => {
      world.now += ms;
    },
    post: async (profile: string, name: string, properties: Record<string, string>) => {
      await world.post(profile, [event('posted', name, { properties })]);
    },
    devices: async (profile: string) => (await world.state(profile)).devices.length,
    tokenId: sealer.profileId('device', 'token-1'),
  };
}

test('a device goes to who signed in last, and back again', async () => {
  const { open, devices } = await phones();
  await open(USER);
  await open(OTHER);
  expect([await devices(USER), await devices(OTHER)]).toEqual([0, 1]);
  await open(USER);
  expect([await devices(USER), await devices(OTHER)]).toEqual([1, 0]);
});

test('other devices stay', async () => {
  const { open, devices } = await phones();
  await open(USER, 'tablet');
  await open(USER);
  await open(OTHER);
  expect([await devices(USER), await devices(OTHER)]).toEqual([1, 1]);
});

test('who opens the app again keeps it, also a day later', async () => {
  const { open, devices, pass } = await phones();
  await open(USER);
  await open(USER);
  pass(2 * DAY);
  await open(USER);
  expect(await devices(USER)).toBe(1);
});

test('an older event that arrives later does not take it back', async () => {
  const { open, devices } = await phones();
  await open(USER);
  await open(OTHER, 'token-1', 30 * MINUTE);
  expect(await devices(USER)).toBe(1);
});

test('a posted event of that name takes nothing', async () => {
  const { open, devices, post, tokenId } = await phones();
  await open(USER);
  await post(USER, 'Device Taken', { device: tokenId });
  expect(await devices(USER)).toBe(1);
});
