// Where a message goes: the address as providers take it, the next device where one is gone, and never a text that is
// no address.
import { beforeEach, describe, expect, it } from 'vitest';
import type { SealKind } from '../../../lib/domain/sealing/sealer.ts';
import type { ProviderAnswer } from '../../../lib/ports/provider.ts';
import type { Sealed } from '../../../schemas/mailbox.ts';
import { makeWorld, PROFILE, requestOf, T0, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});

async function sealed(text: string, kind: SealKind): Promise<Sealed> {
  const sealing = await world.vault.begin();
  const value = sealing.seal(text, kind);
  await world.keys.put(PROFILE, sealing.keys());
  return value;
}

it('an address at an international domain goes out in its ASCII form, and is shown as typed', async () => {
  const email = await sealed(' Lea@MÜLLER.example', 'email');
  await world.write(({ traits }) => {
    traits['email'] = email;
  });
  await world.send(requestOf());
  expect(world.calls).toMatchObject([{ to: 'Lea@xn--mller-kva.example' }]);
  expect(email.m).toBe('l***@müller.example');
});

it.each([
  ['email', 'email', 'Lea <lea@example.org>'],
  ['phone', 'sms', 'n/a'],
] as const)(
  'a text under "%s" that an earlier release kept as an address is refused',
  async (kind, channel, text) => {
    const { unreadable, ...former } = await sealed(text, kind);
    expect(unreadable).toBe(true);
    await world.write(({ traits }) => {
      traits[kind] = former;
    });
    await world.send(requestOf({ channel }));
    expect(world.calls).toEqual([]);
    expect(world.outcomes()).toMatchObject([{ status: 'refused', reason: 'no-address' }]);
  },
);

describe('push to several devices', () => {
  const GONE: ProviderAnswer = { kind: 'rejected', reason: 'PERMANENT_FAILURE', fault: 'address' };

  beforeEach(async () => {
    const tablet = await sealed('tablet-token', 'token');
    const phone = await sealed('phone-token', 'token');
    await world.write((state) => {
      state.devices.push(
        { token: tablet, platform: 'ios', at: T0 },
        { token: phone, platform: 'ios', at: T0 },
      );
    });
  });
  const called = () => world.calls.map(({ to }) => to);
  /** Handles the send, then each further attempt that it queued. */
  async function play(change = {}): Promise<void> {
    await world.send(requestOf({ channel: 'push', ...change }));
    for (let next = world.sends.items.shift(); next; next = world.sends.items.shift()) {
      expect(next.delaySeconds ?? 0).toBe(0);
      await world.send(next.body);
    }
  }

  it('the next one is tried where the newest is gone, and later sends begin there', async () => {
    world.answer = async ({ to }) => (to === 'phone-token' ? GONE : { kind: 'accepted' });
    await play();
    expect(called()).toEqual(['phone-token', 'tablet-token']);
    expect(world.outcomes()).toMatchObject([{ status: 'sent' }]);
    expect(await world.blocks.read(PROFILE)).toMatchObject([{ channel: 'push', reason: 'bounced' }]);
    await play({ visit: 1 });
    expect(called().slice(2)).toEqual(['tablet-token']);
    expect(world.spender.held).toBe(2 * 100);
  });

  it('all are tried, each once; then the send has failed and the channel has bounced', async () => {
    world.answer = async () => GONE;
    await play();
    expect(called()).toEqual(['phone-token', 'tablet-token', 'device-token']);
    expect(world.outcomes()).toMatchObject([{ status: 'failed' }]);
    expect(await world.blocks.read(PROFILE)).toHaveLength(3);
    const reports = world.mailbox.items
      .flatMap(({ body }) => body.messages)
      .filter(({ type }) => type === 'receipt');
    expect(new Set(reports.map(({ id }) => id)).size).toBe(3);
    await play({ visit: 1 });
    expect(called()).toHaveLength(3);
    expect(world.outcomes().at(-1)).toMatchObject({ status: 'refused', reason: 'bounced' });
    expect(world.spender.held).toBe(0);
  });

  it('a failure of ours moves on to no other device', async () => {
    world.answer = async () => ({ kind: 'rejected', reason: 'PERMANENT_FAILURE' });
    await play();
    expect(called()).toEqual(['phone-token']);
    expect(await world.blocks.read(PROFILE)).toEqual([]);
  });
});
