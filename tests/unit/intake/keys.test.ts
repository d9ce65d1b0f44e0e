// Who may post what: 401 for missing or unknown keys, 403 for a key of the wrong scope, and what a browser key may
// not post.
import { describe, expect, test } from 'vitest';
import { openDoor } from './door.ts';

const good = (event = 'Product Viewed') => ({ type: 'track', userId: '42', event });

describe('keys', () => {
  test('a missing and an unknown key are a 401', async () => {
    const door = openDoor();
    expect((await door.post({ key: null, body: good() })).status).toBe(401);
    const answer = await door.post({ key: 'unknown', body: good() });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toContain('Basic');
    expect((await door.post({ key: null, body: { ...good(), writeKey: 'unknown' } })).status).toBe(401);
    expect(door.arrived()).toEqual([]);
  });

  test('a key in the body replaces the header, also in the first message of a batch', async () => {
    const door = openDoor();
    await door.post({ key: null, body: { ...good(), writeKey: 'browser-key' } });
    await door.post({ key: null, path: '/v1/batch', body: { batch: [good()], writeKey: 'server-key' } });
    await door.post({ key: null, path: '/v1/b', body: { batch: [{ ...good(), writeKey: 'browser-key' }] } });
    expect(door.arrived().map(({ trust }) => trust)).toEqual(['browser', 'server', 'browser']);
  });

  test.each(['/v1/track', '/v1/t'])('a browser key in the query of %s counts as its own', async (path) => {
    const door = openDoor();
    const answer = await door.post({ key: null, path: `${path}?writeKey=browser-key`, body: good() });
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(door.arrived()[0]?.trust).toBe('browser');
  });

  test("RudderStack's beacon is a batch whose key is in the query", async () => {
    const door = openDoor();
    const batch = [good('a'), { ...good('b'), originalTimestamp: '2026-11-20T09:00:00.000Z' }];
    const answer = await door.post({
      key: null,
      path: '/beacon/v1/batch?writeKey=browser-key',
      body: { batch, sentAt: '2026-11-20T10:00:00.000Z' },
      headers: { 'content-type': 'text/plain' },
    });
    expect(answer).toMatchObject({ status: 200, body: { accepted: 2, rejected: [] } });
    expect(door.arrived()[1]?.occurredAt).toBe(Date.UTC(2026, 10, 20, 9));
  });

  test('a server key in the query is refused before anything is taken', async () => {
    const door = openDoor();
    const path = '/v1/track?writeKey=server-key';
    expect(await door.post({ key: null, path, body: good() })).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining('Basic') },
    });
    expect(door.arrived()).toEqual([]);
  });

  test('an unknown key in the query is a 401, even where the body has a known one', async () => {
    const door = openDoor();
    const body = { ...good(), writeKey: 'browser-key' };
    expect((await door.post({ key: null, path: '/v1/track?writeKey=other', body })).status).toBe(401);
    expect((await door.post({ key: null, path: '/v1/track?writeKey=', body })).status).toBe(200);
  });

  test('the header wins over the query', async () => {
    const door = openDoor();
    const path = '/v1/track?writeKey=server-key';
    expect((await door.post({ key: 'browser-key', path, body: good() })).status).toBe(200);
    expect(door.arrived()[0]?.trust).toBe('browser');
  });

  test('the header wins over the body', async () => {
    const door = openDoor();
    await door.post({ key: 'browser-key', body: { ...good(), writeKey: 'server-key' } });
    expect(door.arrived()[0]?.trust).toBe('browser');
    expect((await door.post({ key: 'unknown', body: { ...good(), writeKey: 'server-key' } })).status).toBe(
      401,
    );
  });

  test('an unknown key is refused before the body is read', async () => {
    expect((await openDoor().post({ key: 'unknown', raw: '{' })).status).toBe(401);
  });
});

describe('a browser key', () => {
  const consent = {
    type: 'track',
    event: 'Consent Given',
    properties: { purpose: 'marketing', channels: ['email'] },
  };

  test('may not post spend: 403', async () => {
    const door = openDoor();
    const rows = [{ date: '2026-11-20', channel: 'sms', amount: '1.00', currency: 'EUR' }];
    expect((await door.post({ path: '/v1/spend', key: 'browser-key', body: { rows } })).status).toBe(403);
    expect(door.facts.taken).toEqual([]);
  });

  test('may not post for two users in one request', async () => {
    const door = openDoor();
    const batch = [
      good('a'),
      { ...good('b'), userId: 'other' },
      { type: 'track', anonymousId: 'x', event: 'c' },
    ];
    const answer = await door.post({ path: '/v1/batch', key: 'browser-key', body: { batch } });
    expect(answer.body).toMatchObject({ accepted: 2, rejected: [{ index: 1, pointer: '/userId' }] });
  });

  test('may not give consent for a user it claims to be: 403, and quarantined', async () => {
    const door = openDoor();
    const answer = await door.post({ key: 'browser-key', body: { ...consent, userId: 'victim' } });
    expect(answer).toMatchObject({ status: 403, body: { pointer: '/anonymousId' } });
    const preferences = { context: { consent: { categoryPreferences: { marketing: true } } } };
    expect((await door.post({ key: 'browser-key', body: { ...good(), ...preferences } })).status).toBe(403);
    expect(door.arrived()).toEqual([]);
    expect(await door.quarantined()).toHaveLength(2);
  });

  test("gives its own visitor's consent, and withdraws for anyone", async () => {
    const door = openDoor();
    const own = { ...consent, anonymousId: 'visitor', userId: '42' };
    expect((await door.post({ key: 'browser-key', body: own })).status).toBe(200);
    expect(
      (await door.post({ key: 'browser-key', body: { ...consent, anonymousId: 'visitor' } })).status,
    ).toBe(200);
    const no = { ...consent, event: 'Consent Withdrawn', userId: '42' };
    expect((await door.post({ key: 'browser-key', body: no })).status).toBe(200);
    expect((await door.post({ key: 'server-key', body: { ...consent, userId: '42' } })).status).toBe(200);
  });

  test("posts orders, marked as a browser's", async () => {
    const door = openDoor();
    await door.post({
      key: 'browser-key',
      body: { userId: '42', event: 'Order Completed', properties: { order_id: '1', revenue: 9 } },
    });
    expect(door.arrived()).toMatchObject([{ name: 'Order Completed', trust: 'browser' }]);
  });
});
