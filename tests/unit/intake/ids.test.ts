// Whose an event is: placeholder ids, ids that changed on their way, and how PHP writes an empty object.
import { describe, expect, test } from 'vitest';
import { takeBusEvent } from '../../../lib/application/intake/ingest-bus.ts';
import { openDoor } from './door.ts';

const view = (ids: Record<string, unknown>) => ({ type: 'track', event: 'Shelf Browsed', ...ids });

const nobodys: [string, unknown][] = [
  ...[
    'undefined',
    'Undefined',
    'null',
    'NULL',
    '(null)',
    '<nil>',
    '"undefined"',
    "'null'",
    'None',
    'none',
    'NaN',
    'nan',
    '[object Object]',
    '[object Promise]',
    '{}',
    '#N/A',
    '0',
    '-0',
    '00000000-0000-0000-0000-000000000000',
    '00000000000000000000000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'guest',
    'anonymous',
    'true',
    'false',
    'user_id',
    'distinct_id',
    '{{ customer.id }}',
    `\${userId}`,
    '%USER_ID%',
    '%%userid%%',
    '[%USER_ID%]',
    '*|UNIQID|*',
    '#{user.id}',
    'undefined-undefined',
    'null_null',
    'nullundefined',
    '-',
    '___',
    '?',
    ' undefined\u00a0',
    '\u200bnull',
  ].map((id): [string, unknown] => [JSON.stringify(id), id]),
  ['the number 0', 0],
  ['blanks', ' \t\u3000'],
  ['only zero-width characters', '\u200b\u200d\ufeff'],
  ['a Hangul filler', '\u3164'],
  ['a blank Braille pattern', '\u2800'],
  ['control characters', '\u0000\u0007'],
];

describe.each(nobodys)('the id %s is nobody’s', (_name, id) => {
  test.each(['userId', 'anonymousId'])(
    'as a %s it is refused with its pointer and kept in quarantine',
    async (field) => {
      const door = openDoor();
      const ids =
        field === 'userId' ? { userId: id, anonymousId: 'visitor-1' } : { userId: 'ann', anonymousId: id };
      const answer = await door.post({
        path: '/v1/batch',
        body: { batch: [view({ userId: 'bea' }), view(ids), view({ userId: 'cid' })] },
      });
      expect(answer).toMatchObject({
        status: 200,
        body: { accepted: 2, rejected: [{ index: 1, pointer: `/${field}` }] },
      });
      expect(await door.quarantined()).toMatchObject([{ pointer: `/${field}` }]);
      expect(await door.post({ body: view(ids) })).toMatchObject({
        status: 400,
        body: { pointer: `/${field}` },
      });
    },
  );

  test('as a previousId it is refused', async () => {
    const answer = await openDoor().post({ path: '/v1/alias', body: { userId: 'ann', previousId: id } });
    expect(answer).toMatchObject({ status: 400, body: { pointer: '/previousId' } });
  });
});

describe('an id that is somebody’s', () => {
  test.each([
    ['42', '42'],
    [42, '42'],
    [7.5, '7.5'],
    ['Zero', 'Zero'],
    ['nullsoft', 'nullsoft'],
    ['none-of-your-business', 'none-of-your-business'],
    ['guest-7f3a', 'guest-7f3a'],
    ['user', 'user'],
    ['007', '007'],
    ['🦊', '🦊'],
    ['❤️', '❤️'],
    ['鈴木', '鈴木'],
    ['9007199254740993', '9007199254740993'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    ['  ann ', 'ann'],
    ['\u00a0\u3000ann\u2003', 'ann'],
    ['\u200bann\ufeff', 'ann'],
    ['ann lee', 'ann lee'],
  ])('%j is taken as %j', async (given, id) => {
    const door = openDoor();
    expect((await door.post({ body: view({ userId: given }) })).status).toBe(200);
    expect(door.mailbox.taken[0]?.group).toBe(await door.vault.profileId('user', id));
  });

  test.each([null, undefined, ''])('%j is no id, so the other one counts', async (userId) => {
    const door = openDoor();
    expect((await door.post({ body: view({ userId, anonymousId: ' v-1 ' }) })).status).toBe(200);
    expect(door.mailbox.taken[0]?.group).toBe(await door.vault.profileId('anonymous', 'v-1'));
  });
});

describe('a message or a group', () => {
  test.each(['undefined', '[object Object]', ' ', '00000000-0000-0000-0000-000000000000', 2 ** 60])(
    'whose id is %j is refused, because the next one with it would be left out',
    async (id) => {
      const door = openDoor();
      expect(await door.post({ body: view({ userId: 'ann', messageId: id }) })).toMatchObject({
        status: 400,
        body: { pointer: '/messageId' },
      });
      expect(
        await door.post({ path: '/v1/group', body: { userId: 'ann', groupId: id, traits: {} } }),
      ).toMatchObject({ status: 400, body: { pointer: '/groupId' } });
    },
  );

  test.each([0, '0', 'guest'])('may be called %j', async (id) => {
    const door = openDoor();
    expect((await door.post({ body: view({ userId: 'ann', messageId: id }) })).status).toBe(200);
    expect((await door.post({ path: '/v1/group', body: { userId: 'ann', groupId: id } })).status).toBe(200);
  });
});

describe('a withdrawal', () => {
  const withdrawal = (ids: Record<string, unknown>) => ({
    type: 'track',
    event: 'Consent Withdrawn',
    properties: { purpose: 'marketing' },
    ...ids,
  });

  test('counts where it is clear whose it is, without the id that is nobody’s', async () => {
    const door = openDoor();
    const body = withdrawal({ userId: 'ann', anonymousId: 'undefined', messageId: 'null' });
    expect((await door.post({ body })).status).toBe(200);
    const [event] = door.arrived();
    expect(event).not.toHaveProperty('anonymous');
    expect(event?.id).not.toBe('null');
    expect(await door.blocks.read(await door.vault.profileId('user', 'ann'))).not.toEqual([]);
  });

  test('of nobody is refused', async () => {
    const body = withdrawal({ userId: 'undefined', anonymousId: 'v-1' });
    expect(await openDoor().post({ body })).toMatchObject({ status: 400, body: { pointer: '/userId' } });
  });
});

describe('numbers beyond 2^53', () => {
  test.each(['userId', 'anonymousId', 'messageId'])('are refused as a %s', async (field) => {
    const door = openDoor();
    for (const digits of ['9007199254740992', '9007199254740993', '-9007199254740993', '1e16', '1e400']) {
      const others = field === 'userId' ? '' : '"userId":"ann",';
      const answer = await door.post({ raw: `{${others}"${field}":${digits},"event":"x"}` });
      expect(answer).toMatchObject({ status: 400, body: { pointer: `/${field}` } });
    }
    expect(door.arrived()).toEqual([]);
  });

  test('in the id of something else are refused by a pointer that holds no address', async () => {
    const door = openDoor();
    const raw = '{"userId":"ann","event":"x","properties":{"eva@example.com order_id":1e25}}';
    expect(await door.post({ raw })).toMatchObject({
      status: 400,
      body: { pointer: '/properties/(address) order_id' },
    });
    expect(JSON.stringify(await door.quarantined())).not.toContain('eva@');
  });

  test('elsewhere keep each digit, as a text', async () => {
    const door = openDoor();
    const lists = '[9007199254740993,12,1234567890123456.5,"12345678901234567890"]';
    const raw = `{"userId":"ann","event":"x","properties":{"order_id": 12345678901234567891,"seen":${lists}}}`;
    expect((await door.post({ raw })).status).toBe(200);
    expect(door.arrived()[0]?.properties).toEqual({
      order_id: '12345678901234567891',
      seen: ['9007199254740993', 12, 1234567890123456.5, '12345678901234567890'],
    });
  });

  test('are refused as ids of things where the digits are lost already, as on the bus', async () => {
    const door = openDoor();
    const detail = view({ userId: 'ann', properties: { order_id: 2 ** 60, big: 2 ** 60 } });
    const event = { id: '1f0e', source: 'shop', 'detail-type': 'track', detail };
    expect(await takeBusEvent(door.intake, event)).toMatchObject({ accepted: 0, rejected: 1 });
    expect(await door.quarantined()).toMatchObject([{ pointer: '/properties/order_id' }]);
  });
});

test('an id that is nobody’s is quarantined from the bus too', async () => {
  const door = openDoor();
  const detail = { batch: [view({ userId: 'null' }), view({ userId: 'ann' }), view({ userId: 2 ** 53 })] };
  const event = { id: '2f0e', source: 'shop', 'detail-type': 'batch', detail };
  expect(await takeBusEvent(door.intake, event)).toMatchObject({ accepted: 1, rejected: 2 });
  expect((await door.quarantined()).map(({ pointer }) => pointer)).toEqual(['/userId', '/userId']);
});

describe('a body that is not UTF-8', () => {
  const latin1 = (text: string) => Buffer.from(text, 'latin1');
  const body = '{"userId":"j\u00f6rg","event":"x"}';
  test.each<[string, Buffer | string, string]>([
    ['bytes of Latin-1, said to be so', latin1(body), 'application/json; charset=ISO-8859-1'],
    ['bytes of Latin-1', latin1(body), 'application/json'],
    ['bytes of Latin-1, said to be UTF-8', latin1(body), 'application/json;charset="utf-8"'],
    ['UTF-16', Buffer.from(`\ufeff${body}`, 'utf16le'), 'text/plain'],
    ['UTF-8, said to be Windows-1252', body, 'text/plain; charset=windows-1252'],
    ['UTF-8, said to be Shift_JIS', '{"userId":"ann","event":"x"}', "application/json; charset='shift_jis'"],
  ])('%s: a 400 that says so', async (_name, raw, type) => {
    const door = openDoor();
    const answer = await door.post({ raw, headers: { 'content-type': type } });
    expect(answer).toMatchObject({ status: 400, body: { pointer: '' } });
    expect(answer.body.detail).toContain('not UTF-8');
    expect(door.arrived()).toEqual([]);
  });

  test.each([
    'application/json; charset=UTF-8',
    'application/json;charset="utf8"',
    'text/plain; charset=us-ascii',
  ])('%s is UTF-8', async (type) => {
    const posted = openDoor().post({
      raw: '{"userId":"ann","event":"x"}',
      headers: { 'content-type': type },
    });
    expect((await posted).status).toBe(200);
  });

  test.each(['j\ufffdrg', 'j\ud800rg', '\udfff\ud800'])(
    'an id that lost characters on its way is refused',
    async (id) => {
      for (const field of ['userId', 'anonymousId', 'messageId']) {
        const answer = await openDoor().post({ body: view({ userId: 'ann', [field]: id }) });
        expect(answer).toMatchObject({ status: 400, body: { pointer: `/${field}` } });
      }
    },
  );
});

describe('an empty list where an object is expected', () => {
  test('is an empty object, as PHP writes it', async () => {
    const door = openDoor();
    const batch = [
      { type: 'track', userId: 'ann', event: 'x', properties: [], context: [] },
      { type: 'identify', userId: 'ann', traits: [], context: { traits: [], device: [], campaign: [] } },
      { type: 'page', userId: 'ann', properties: [], name: 'Home' },
      { type: 'group', userId: 'ann', groupId: 'g', traits: [] },
      { type: 'alias', userId: 'ann', previousId: 'v-1', context: [] },
    ];
    expect((await door.post({ path: '/v1/batch', body: { batch, context: [] } })).body).toMatchObject({
      accepted: 5,
      rejected: [],
    });
    expect(door.arrived().map(({ properties, traits, context }) => [properties, traits, context])).toEqual([
      [{}, {}, {}],
      [{}, {}, {}],
      [{ name: 'Home' }, {}, {}],
      [{ groupId: 'g', traits: {} }, {}, {}],
      [{}, {}, {}],
    ]);
  });

  test('does not hide the context of its batch', async () => {
    const door = openDoor();
    const batch = [view({ userId: 'ann', context: [] }), view({ userId: 'ann', context: { campaign: [] } })];
    const context = { timezone: 'Asia/Tokyo', campaign: { medium: 'sms' } };
    await door.post({ path: '/v1/batch', body: { batch, context } });
    for (const event of door.arrived()) expect(event.context).toEqual(context);
  });

  test.each(['properties', 'context'])('a list that holds something is refused as %s', async (field) => {
    const answer = await openDoor().post({ body: view({ userId: 'ann', [field]: [{}] }) });
    expect(answer).toMatchObject({ status: 400, body: { pointer: `/${field}` } });
  });
});
