// The intake's responses as the contract names them: for each kind of bad input its status and pointer; good events
// still arrive.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openDoor } from './door.ts';

const good = (event = 'Product Viewed') => ({ type: 'track', userId: '42', event });

describe('good input', () => {
  test('a single call becomes one envelope in the mailbox of its user', async () => {
    const door = openDoor();
    const answer = await door.post({
      body: { userId: '42', event: 'Product Added', properties: { price: 20 } },
    });
    expect(answer).toMatchObject({ status: 200, body: { success: true, accepted: 1, rejected: [] } });
    const [item] = door.mailbox.taken;
    expect(item?.group).toBe(await door.vault.profileId('user', '42'));
    expect(item?.body.profile).toBe(item?.group);
    expect(door.arrived()).toMatchObject([
      { kind: 'track', name: 'Product Added', trust: 'server', properties: { price: 20 } },
    ]);
  });

  test.each([
    ['/v1/t', 'track', { event: 'x' }],
    ['/v1/i', 'identify', {}],
    ['/v1/p', 'page', {}],
    ['/v1/s', 'screen', {}],
    ['/v1/g', 'group', { groupId: 'g' }],
    ['/v1/a', 'alias', { previousId: 'anon' }],
    ['/v1/identify', 'identify', {}],
    ['/v1/screen', 'screen', {}],
  ])('%s is a %s call', async (path, kind, fields) => {
    const door = openDoor();
    expect((await door.post({ path, body: { userId: '42', ...fields } })).status).toBe(200);
    expect(door.arrived()[0]).toMatchObject({ kind });
  });

  test("the envelope's events keep the order of the request, and each has its index", async () => {
    const door = openDoor();
    const batch = ['a', 'b', 'c'].map((event, i) => ({ ...good(event), userId: i === 1 ? '7' : '42' }));
    await door.post({ path: '/v1/batch', body: { batch } });
    const own = door.mailbox.taken.map(({ body }) =>
      body.messages.map((m) => m.type === 'event' && [m.name, m.index]),
    );
    expect(own).toEqual([
      [
        ['a', 0],
        ['c', 2],
      ],
      [['b', 1]],
    ]);
  });

  test('anonymous mailboxes are fed before those of users', async () => {
    const door = openDoor();
    const batch = [good(), { type: 'track', anonymousId: 'x', event: 'Ad Clicked' }];
    await door.post({ path: '/v1/batch', body: { batch } });
    expect(door.mailbox.taken.map(({ group }) => group?.[0])).toEqual(['a', 'u']);
  });

  test.each([
    ['gzip with its header', { 'content-encoding': 'gzip' }, gzipSync],
    ['gzip without one', {}, gzipSync],
    ['text/plain', { 'content-type': 'text/plain' }, (text: string) => text],
    [
      'JSON that a form declares to be form-typed',
      { 'content-type': 'application/x-www-form-urlencoded' },
      (text: string) => text,
    ],
    [
      'JSON in the field of a form',
      { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
      (text: string) => `data=${encodeURIComponent(text)}`,
    ],
    [
      'base64 in the field of a form',
      { 'content-type': 'application/x-www-form-urlencoded' },
      (text: string) => `data=${encodeURIComponent(Buffer.from(text).toString('base64'))}`,
    ],
    ['a byte order mark', {}, (text: string) => `\uFEFF${text}`],
  ])('the body may be %s', async (_name, headers, write) => {
    const door = openDoor();
    const raw = write(JSON.stringify({ userId: '42', event: 'Größe + 1 & 2' }));
    expect(await door.post({ raw, headers })).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(door.arrived()[0]?.name).toBe('Größe + 1 & 2');
  });

  test('an empty batch is a success with nothing in it', async () => {
    expect((await openDoor().post({ path: '/v1/batch', body: { batch: [] } })).body).toEqual({
      success: true,
      accepted: 0,
      rejected: [],
    });
  });
});

describe('an unreadable body is a 400 and takes nothing', () => {
  const big = 'x'.repeat(520 * 1024);
  test.each<[string, Parameters<ReturnType<typeof openDoor>['post']>[0], string]>([
    ['bad JSON', { raw: '{"userId": "a@b.de", ' }, ''],
    ['no body', { raw: '' }, ''],
    ['a list', { body: [] }, ''],
    ['bad gzip', { raw: 'no gzip', headers: { 'content-encoding': 'gzip' } }, ''],
    [
      'half a gzip',
      { raw: gzipSync('{"userId":"42"}').subarray(0, 20), headers: { 'content-encoding': 'gzip' } },
      '',
    ],
    ['an unknown encoding', { raw: 'x', headers: { 'content-encoding': 'br' } }, ''],
    ['over 500 KB', { body: { userId: '42', event: 'x', properties: { big } } }, ''],
    [
      'over 500 KB once unzipped',
      {
        raw: gzipSync(JSON.stringify({ batch: [good()], big })),
        path: '/v1/batch',
        headers: { 'content-encoding': 'gzip' },
      },
      '',
    ],
    [
      'over 2,500 events',
      { path: '/v1/batch', body: { batch: Array.from({ length: 2501 }, () => good()) } },
      '/batch',
    ],
    ['a batch without events', { path: '/v1/batch', body: { userId: '42' } }, '/batch'],
    [
      'a nest of 10,000 lists',
      { raw: `{"userId":"42","event":"x","properties":{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}}` },
      '',
    ],
  ])('%s', async (_name, posting, pointer) => {
    const door = openDoor();
    const { status, headers, body } = await door.post(posting);
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toMatchObject({ status: 400, title: expect.any(String), detail: expect.any(String) });
    expect(body.pointer).toBe(pointer);
    expect(JSON.stringify(body)).not.toContain('a@b.de');
    expect(door.mailbox.taken).toEqual([]);
  });

  test('2,500 events are taken', async () => {
    const door = openDoor();
    const batch = Array.from({ length: 2500 }, (_, i) => ({ ...good(), userId: `u${i}` }));
    expect((await door.post({ path: '/v1/batch', body: { batch } })).body.accepted).toBe(2500);
    expect(door.mailbox.taken).toHaveLength(2500);
  });
});

const bad: [string, Record<string, unknown>, string][] = [
  ['no event name', { type: 'track', userId: '42' }, '/event'],
  ['a blank name', { type: 'track', userId: '42', event: '  ' }, '/event'],
  ['a name that is a number', { type: 'track', userId: '42', event: 7 }, '/event'],
  ['a name of 201 characters', { type: 'track', userId: '42', event: 'x'.repeat(201) }, '/event'],
  ['a name that holds an address', { type: 'track', userId: '42', event: 'Mailed a@b.de' }, '/event'],
  ['no user or anonymous id', { type: 'track', event: 'x' }, '/userId'],
  ['blank ids', { type: 'track', event: 'x', userId: ' ', anonymousId: '' }, '/userId'],
  ['an id that is a list', { type: 'track', event: 'x', userId: ['42'] }, '/userId'],
  ['an invalid time', { ...good(), timestamp: 'yesterday' }, '/timestamp'],
  ['30 February', { ...good(), timestamp: '2026-02-30T10:00:00Z' }, '/timestamp'],
  ['an invalid original time', { ...good(), originalTimestamp: '?' }, '/originalTimestamp'],
  ['properties that are a list', { ...good(), properties: ['a'] }, '/properties'],
  ['traits that are a text', { type: 'identify', userId: '42', traits: 'x' }, '/traits'],
  ['a context that is a text', { ...good(), context: 'x' }, '/context'],
  ['a group without id', { type: 'group', userId: '42' }, '/groupId'],
  ['an alias without previousId', { type: 'alias', userId: '42' }, '/previousId'],
  ['an alias without userId', { type: 'alias', previousId: '42', anonymousId: '7' }, '/userId'],
  ['over 32 KB', { ...good(), properties: { big: 'x'.repeat(33 * 1024) } }, ''],
  ['33 levels', { ...good(), properties: JSON.parse(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`) }, ''],
  [
    'a consent without purpose',
    { type: 'track', userId: '42', event: 'Consent Given', properties: {} },
    '/properties/purpose',
  ],
  [
    'a consent whose channels are a text',
    {
      type: 'track',
      userId: '42',
      event: 'Consent Withdrawn',
      properties: { purpose: 'marketing', channels: 'email' },
    },
    '/properties/channels',
  ],
];

describe.each(bad)('an event with %s', (_name, message, pointer) => {
  test('in a batch it is rejected by its index, quarantined, and the rest arrives', async () => {
    const door = openDoor();
    const answer = await door.post({
      path: '/v1/batch',
      body: { batch: [good('before'), message, good('after')] },
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { success: true, accepted: 2, rejected: [{ index: 1, pointer, detail: expect.any(String) }] },
    });
    expect(door.arrived().map(({ name }) => name)).toEqual(['before', 'after']);
    expect(await door.quarantined()).toMatchObject([{ source: 'intake', type: message['type'], pointer }]);
  });

  test('alone it is a 400 with the pointer, and quarantined', async () => {
    const door = openDoor();
    const { type, ...body } = message;
    const answer = await door.post({ path: `/v1/${type}`, body });
    expect(answer).toMatchObject({ status: 400, body: { status: 400, pointer } });
    expect(door.arrived()).toEqual([]);
    expect(await door.quarantined()).toHaveLength(1);
  });
});

test.each([
  ['no type', { userId: '42', event: 'x' }, '/type'],
  ['an unknown type', { type: 'purchase', userId: '42' }, '/type'],
  ['no object', 'text', ''],
  ['null', null, ''],
])('a message of a batch with %s is rejected', async (_name, message, pointer) => {
  const door = openDoor();
  const answer = await door.post({ path: '/v1/batch', body: { batch: [message, good()] } });
  expect(answer.body).toMatchObject({ accepted: 1, rejected: [{ index: 0, pointer }] });
});

describe('routes', () => {
  test('an unknown route is a 404 problem', async () => {
    expect((await openDoor().post({ path: '/v1/nothing', body: {} })).body).toMatchObject({ status: 404 });
  });
});
