// Consent as people's systems spell it: understood, or refused with a pointer and quarantined, never taken without
// effect (I4).
import { describe, expect, test } from 'vitest';
import { sendChannels } from '../../../schemas/names.ts';
import { openDoor } from './door.ts';

const purposes = ['marketing', 'order-news'];

interface Said {
  event?: string;
  properties: Record<string, unknown>;
}

async function posted({ event = 'Consent Withdrawn', properties }: Said) {
  const door = openDoor({ purposes });
  const profile = await door.vault.profileId('user', '42');
  const batch = [{ type: 'track', userId: '42', event, properties }];
  const { body } = await door.post({ path: '/v1/batch', body: { batch } });
  const blocks = await door.blocks.read(profile);
  return {
    rejected: body.rejected.map(({ pointer }: { pointer: string }) => pointer),
    quarantined: (await door.quarantined()).map(({ pointer }) => pointer),
    blocked: blocks.map(({ channel, purpose }) => `${purpose} ${channel}`).sort(),
    arrived: door
      .arrived()
      .map(({ name, properties }) => [name, properties['purpose'], properties['channels']]),
  };
}

describe('understood', () => {
  test.each<[string, Said, string[]]>([
    ['a channel in capitals', { properties: { purpose: 'marketing', channels: ['Email'] } }, ['email']],
    ['a channel with a hyphen', { properties: { purpose: 'marketing', channels: ['e-mail'] } }, ['email']],
    [
      'blanks and marks that nobody sees',
      { properties: { purpose: 'marketing', channels: [' SMS\u200b'] } },
      ['sms'],
    ],
    [
      'other words',
      { properties: { purpose: 'marketing', channels: ['mail', 'Text Message'] } },
      ['email', 'sms'],
    ],
    ['`channel`', { properties: { purpose: 'marketing', channel: 'push' } }, ['push']],
    [
      '`channel` with a list',
      { properties: { purpose: 'marketing', channel: ['push', 'sms'] } },
      ['push', 'sms'],
    ],
    ['`Channels`', { properties: { Purpose: 'marketing', Channels: ['SMS'] } }, ['sms']],
    ['a purpose in capitals', { properties: { purpose: ' Marketing ', channels: ['sms'] } }, ['sms']],
    [
      'another event name',
      { event: 'consent_withdrawn', properties: { purpose: 'marketing', channels: ['sms'] } },
      ['sms'],
    ],
    ['no channels', { properties: { purpose: 'marketing', source: 'sms' } }, [...sendChannels]],
  ])('%s', async (_what, said, channels) => {
    const { rejected, blocked, arrived } = await posted(said);
    expect(rejected).toEqual([]);
    expect(blocked).toEqual(channels.map((channel) => `marketing ${channel}`).sort());
    const named = said.properties['source'] ? undefined : channels;
    expect(arrived).toEqual([['Consent Withdrawn', 'marketing', named]]);
  });

  test.each(['*', 'all', 'Everything'])('a no to every purpose: %s', async (purpose) => {
    const { blocked } = await posted({ properties: { purpose, channels: ['email'] } });
    expect(blocked).toEqual(['* email']);
  });

  test('another spelling of a purpose', async () => {
    const { blocked } = await posted({ properties: { purpose: 'Order News', channels: ['email'] } });
    expect(blocked).toEqual(['order-news email']);
  });

  test('a yes grants the channel that it names in the singular, and no other', async () => {
    const { arrived } = await posted({
      event: 'Consent Given',
      properties: { purpose: 'marketing', channel: 'E-Mail' },
    });
    expect(arrived).toEqual([['Consent Given', 'marketing', ['email']]]);
  });
});

describe.each(['Consent Given', 'Consent Withdrawn'])(
  'refused with a pointer, and quarantined: %s',
  (event) => {
    test.each<[string, Record<string, unknown>, string]>([
      [
        'a channel that is none',
        { purpose: 'marketing', channels: ['email', 'newsletter'] },
        '/properties/channels/1',
      ],
      ['`channel` that is none', { purpose: 'marketing', channel: 'fax' }, '/properties/channel'],
      ['an empty list', { purpose: 'marketing', channels: [] }, '/properties/channels'],
      ['null', { purpose: 'marketing', channels: null }, '/properties/channels'],
      ['an object', { purpose: 'marketing', channels: { email: true } }, '/properties/channels'],
      ['a number in the list', { purpose: 'marketing', channels: [1] }, '/properties/channels/0'],
      ['misspelt channels', { purpose: 'marketing', chanels: ['email'] }, '/properties/chanels'],
      [
        'channels under another name',
        { purpose: 'marketing', channelIds: ['email'] },
        '/properties/channelIds',
      ],
      ['a medium', { purpose: 'marketing', medium: 'email' }, '/properties/medium'],
      [
        'a purpose that is not declared',
        { purpose: 'newsletter', channels: ['email'] },
        '/properties/purpose',
      ],
      ['a blank purpose', { purpose: '  ', channels: ['email'] }, '/properties/purpose'],
      ['no purpose', { channels: ['email'] }, '/properties/purpose'],
      [
        'the opposite',
        {
          purpose: 'marketing',
          channels: ['email'],
          [event.endsWith('Given') ? 'given' : 'opted_out']: 'false',
        },
        event.endsWith('Given') ? '/properties/given' : '/properties/opted_out',
      ],
    ])('%s', async (_what, properties, pointer) => {
      expect(await posted({ event, properties })).toEqual({
        rejected: [pointer],
        quarantined: [pointer],
        blocked: [],
        arrived: [],
      });
    });
  },
);

test('a yes to every purpose is refused: a consent names one', async () => {
  const { rejected } = await posted({ event: 'Consent Given', properties: { purpose: '*' } });
  expect(rejected).toEqual(['/properties/purpose']);
});

describe('preferences by category', () => {
  const prefer = async (categoryPreferences: unknown) => {
    const door = openDoor({ purposes });
    const batch = [{ type: 'page', userId: '42', context: { consent: { categoryPreferences } } }];
    const { body } = await door.post({ path: '/v1/batch', body: { batch } });
    return {
      rejected: body.rejected.map(({ pointer }: { pointer: string }) => pointer),
      arrived: door.arrived(),
    };
  };

  test.each<[Record<string, unknown>, Record<string, boolean>]>([
    [{ marketing: 'false' }, { marketing: false }],
    [{ Marketing: false }, { marketing: false }],
    [{ 'ORDER NEWS': 'no' }, { 'order-news': false }],
    [{ marketing: 'TRUE' }, { marketing: true }],
    [{ marketing: false, Marketing: true }, { marketing: false }],
    [{ ' MARKETING': true, marketing: 'denied' }, { marketing: false }],
    [
      { marketing: 0, C0001: 'on', C0002: true },
      { marketing: false, C0002: true },
    ],
  ])('%j is read', async (given, read) => {
    expect((await prefer(given)).arrived[0]?.context.consent).toEqual(read);
  });

  test.each(['perhaps', null, 'yes', 1, {}])('%j is no answer to a purpose: refused', async (marketing) => {
    expect(await prefer({ marketing })).toEqual({
      rejected: ['/context/consent/categoryPreferences/marketing'],
      arrived: [],
    });
  });
});

describe("RudderStack's lists of consents", () => {
  const listed = async (context: Record<string, unknown>) => {
    const door = openDoor({ purposes });
    await door.post({ path: '/v1/page', body: { userId: '42', context } });
    return door.arrived()[0]?.context.consent;
  };

  test.each<[Record<string, unknown>, Record<string, boolean> | undefined]>([
    [
      { provider: 'custom', allowedConsentIds: ['Marketing', 'C0001'], deniedConsentIds: ['order news'] },
      { marketing: true, C0001: true, 'order-news': false },
    ],
    [{ deniedConsentIds: ['marketing'] }, { marketing: false }],
    [{ allowedConsentIds: ['marketing'], deniedConsentIds: ['marketing'] }, { marketing: false }],
    [{ allowedConsentIds: ['Marketing'], deniedConsentIds: ['marketing'] }, { marketing: false }],
    [{ allowedConsentIds: [], deniedConsentIds: [] }, undefined],
    [{ allowedConsentIds: { marketing: 'Marketing' }, deniedConsentIds: [7] }, undefined],
  ])('%j are preferences', async (consentManagement, read) => {
    expect(await listed({ consentManagement })).toEqual(read);
  });

  test('a preference under its own name wins', async () => {
    const consent = { categoryPreferences: { marketing: false } };
    const consentManagement = { allowedConsentIds: ['marketing'] };
    expect(await listed({ consent, consentManagement })).toEqual({ marketing: false });
  });

  test('a no in either place counts where the purpose is spelled otherwise', async () => {
    const consent = { categoryPreferences: { Marketing: true } };
    expect(await listed({ consent, consentManagement: { deniedConsentIds: ['marketing'] } })).toEqual({
      marketing: false,
    });
  });
});

test('before a program is published any purpose is taken', async () => {
  const door = openDoor();
  const properties = { purpose: 'whatever', channels: ['email'] };
  await door.post({ body: { userId: '42', event: 'Consent Withdrawn', properties } });
  expect(door.arrived()).toHaveLength(1);
});

test('a purpose that was published a moment ago is looked for again before a consent is refused', async () => {
  const door = openDoor({ purposes });
  const current = door.settings.current;
  let asked = 0;
  door.settings.current = async (maxAgeMs?: number) => {
    asked += 1;
    const settings = await current();
    return maxAgeMs === undefined ? settings : { ...settings, purposes: [...purposes, 'events'] };
  };
  const body = { userId: '42', event: 'Consent Withdrawn', properties: { purpose: 'Events' } };
  expect((await door.post({ body })).status).toBe(200);
  expect(asked).toBe(2);
});
