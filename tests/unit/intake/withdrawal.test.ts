// I4: a withdrawal is stored as a suppression before the message enters the mailbox.
import { expect, test } from 'vitest';
import { idHash, markSeen } from '../../../lib/domain/profile/seen.ts';
import { newProfile } from '../../../lib/domain/profile/state.ts';
import { sendChannels } from '../../../schemas/names.ts';
import { NOW, openDoor } from './door.ts';

const withdrawn = (properties: object, who: object = { userId: '42' }) => ({
  type: 'track',
  event: 'Consent Withdrawn',
  messageId: 'no-1',
  properties,
  ...who,
});

test('a withdrawal suppresses its purpose and channels at once, whatever the mailbox does', async () => {
  const door = openDoor();
  door.mailbox.refuse.next = (items) => [...items];
  const body = withdrawn({ purpose: 'marketing', channels: ['sms'] });
  expect((await door.post({ body })).status).toBe(503);
  const profile = await door.vault.profileId('user', '42');
  expect(await door.blocks.read(profile)).toEqual([
    { channel: 'sms', reason: 'withdrawn', purpose: 'marketing', acceptedAt: NOW, index: 0 },
  ]);
});

test('a withdrawal without channels applies to every channel', async () => {
  const door = openDoor();
  await door.post({ body: withdrawn({ purpose: 'marketing' }) });
  const blocks = await door.blocks.read(await door.vault.profileId('user', '42'));
  expect(blocks.map(({ channel }) => channel).toSorted()).toEqual(sendChannels.toSorted());
});

test('a consent suppresses nothing', async () => {
  const door = openDoor();
  await door.post({ body: { ...withdrawn({ purpose: 'marketing' }), event: 'Consent Given' } });
  expect(await door.blocks.read(await door.vault.profileId('user', '42'))).toEqual([]);
});

test('a withdrawal posted again after a consent does not undo that consent: it was taken in before', async () => {
  const door = openDoor();
  const profile = await door.vault.profileId('user', '42');
  const state = newProfile(profile);
  markSeen(state.seen, idHash('no-1'), NOW - 60_000, null);
  await door.profiles.commit(profile, 0, { state, tail: [] });
  await door.post({ body: withdrawn({ purpose: 'marketing' }) });
  expect(await door.blocks.read(profile)).toEqual([]);
  await door.post({ body: { ...withdrawn({ purpose: 'marketing' }), messageId: 'no-2' } });
  expect(await door.blocks.read(profile)).toHaveLength(sendChannels.length);
});
