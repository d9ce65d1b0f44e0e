// A no binds the address, in every profile that has it, until that profile has a later yes (I4).
import { beforeEach, describe, expect, test } from 'vitest';
import { blockWithdrawn } from '../../../lib/application/intake/ingest-withdrawals.ts';
import { withdraw } from '../../../lib/application/suppression/suppress.ts';
import { isMistake, readCall } from '../../../lib/domain/intake/read-call.ts';
import { mailboxOf } from '../../../lib/domain/intake/to-event.ts';
import { actorWorld, event, programOf } from '../actor/world.ts';
import { HOUR, makeWorld, PROFILE, requestOf, T0, type World } from './world.ts';

/** Another profile with the same address, and a yes of its own. */
const OTHER = 'u-BBBBBBBBBBBBBBBBBBBBBB';
const yes = (at: number) => ({ marketing: { email: { yes: { at, acceptedAt: at, index: 0 } } } });
const no = { purpose: 'marketing', channel: 'email', trust: 'recipient', source: 'link', at: T0 } as const;

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  const sealing = await world.vault.begin();
  const email = sealing.seal('ZOE@example.com', 'email');
  await world.keys.put(OTHER, sealing.keys());
  await world.write((state) => Object.assign(state, { traits: { email }, consent: yes(T0 - HOUR) }), OTHER);
  world.now = T0 + HOUR;
});

async function outcomeFor(profile: string) {
  const request = requestOf({ profile, sendId: `to-${profile}`, expiresAt: T0 + 24 * HOUR });
  await world.send(request);
  const { status, reason } = world.outcomes().at(-1) ?? {};
  return reason ?? status;
}

async function post(body: Record<string, unknown>) {
  const ids = await world.vault.begin();
  const call = readCall(body, { kind: 'track', sentAt: undefined, acceptedAt: T0 });
  if (isMistake(call)) throw new Error(call.detail);
  const events = [{ call, id: { id: 'n' }, index: 0, profile: mailboxOf(call, ids) }];
  await blockWithdrawn(world.ports, events, T0, ids);
}

const withdrawn = { event: 'Consent Withdrawn', properties: { purpose: 'marketing', channels: ['email'] } };

test('without a no both get their mail', async () => {
  expect(await outcomeFor(OTHER)).toBe('sent');
});

test('a no by a link of one profile holds for the other', async () => {
  await withdraw(world.ports, { ...no, profile: PROFILE, id: 'n' });
  expect(await outcomeFor(PROFILE)).toBe('no-consent');
  expect(await outcomeFor(OTHER)).toBe('no-consent');
});

test('so does a no by an event of a profile that has the address', async () => {
  const profile = mailboxOf({ userId: 'zoe' } as Parameters<typeof mailboxOf>[0], await world.vault.begin());
  const { traits } = (await world.ports.profiles.read(PROFILE))?.state ?? {};
  await world.write((state) => Object.assign(state, { traits }), profile);
  await post({ userId: 'zoe', ...withdrawn });
  expect(await outcomeFor(OTHER)).toBe('no-consent');
});

test('so does a no that names the address, of a profile that was never seen', async () => {
  await post({ anonymousId: 'new', ...withdrawn, context: { traits: { email: 'zoe@example.com' } } });
  expect(await outcomeFor(OTHER)).toBe('no-consent');
});

test('it holds for its purpose and channel alone', async () => {
  await withdraw(world.ports, { ...no, purpose: 'news', profile: PROFILE, id: 'n' });
  await withdraw(world.ports, { ...no, channel: 'sms', profile: PROFILE, id: 'm' });
  expect(await outcomeFor(OTHER)).toBe('sent');
});

test('a later yes of the other profile lifts it for that profile', async () => {
  await withdraw(world.ports, { ...no, profile: PROFILE, id: 'n' });
  await world.write((state) => Object.assign(state, { consent: yes(T0 + 1) }), OTHER);
  expect(await outcomeFor(OTHER)).toBe('sent');
  expect(await outcomeFor(PROFILE)).toBe('no-consent');
});

describe('where the profile gets its address in the same request', () => {
  const USER = `u-${'U'.repeat(22)}`;
  const address = `e-${'h'.repeat(22)}`;
  const email = { $sealed: { k: 'k', c: 'c', h: 'h'.repeat(22) }, m: 'z***' };

  test.each([
    ['the event', { properties: withdrawn.properties }],
    ["a browser's preference", { name: 'page', context: { consent: { marketing: false } } }],
  ])('the fold binds it: %s', async (_what, said) => {
    const actor = actorWorld();
    await actor.publish(programOf([]));
    const identify = event('i', 'identify', { traits: { email } });
    await actor.post(USER, [identify, event('n', 'Consent Withdrawn', { index: 1, ...said })]);
    expect(await actor.ports.blocks.read(address)).toEqual([
      { channel: 'email', reason: 'withdrawn', purpose: 'marketing', acceptedAt: T0, index: 1 },
    ]);
  });
});
