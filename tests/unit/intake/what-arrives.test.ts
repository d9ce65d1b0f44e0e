// The result of each call: links, context, groups; the documentation's own examples; settings for analytics.js.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lambdaEvent, openDoor } from './door.ts';

describe('links between an anonymous visitor and a user', () => {
  test("both ids in one event: it goes to the user's mailbox, and names the visitor", async () => {
    const door = openDoor();
    await door.post({ body: { userId: '42', anonymousId: 'visitor', event: 'x' } });
    expect(door.arrived()[0]?.anonymous).toBe(await door.vault.profileId('anonymous', 'visitor'));
    expect(door.mailbox.taken[0]?.group).toBe(await door.vault.profileId('user', '42'));
  });

  test('a lone anonymousId is the mailbox', async () => {
    const door = openDoor();
    await door.post({ body: { anonymousId: 'visitor', event: 'x', userId: null } });
    expect(door.mailbox.taken[0]?.group).toBe(await door.vault.profileId('anonymous', 'visitor'));
    expect(door.arrived()[0]).not.toHaveProperty('anonymous');
    expect(door.arrived()[0]).not.toHaveProperty('userId');
  });

  test('an alias names the former visitor by previousId', async () => {
    const door = openDoor();
    await door.post({
      path: '/v1/alias',
      body: { userId: '42', previousId: 'visitor', anonymousId: 'other' },
    });
    expect(door.arrived()[0]).toMatchObject({
      kind: 'alias',
      anonymous: await door.vault.profileId('anonymous', 'visitor'),
    });
  });

  test('a number is an id like its text', async () => {
    const door = openDoor();
    await door.post({ body: { userId: 42, event: 'x' } });
    expect(door.mailbox.taken[0]?.group).toBe(await door.vault.profileId('user', '42'));
  });
});

test("a batch's context applies to each of its messages, whose own wins", async () => {
  const door = openDoor();
  const batch = [
    { type: 'track', userId: '42', event: 'x' },
    {
      type: 'track',
      userId: '42',
      event: 'y',
      context: { device: { token: 'other' }, timezone: 'Asia/Tokyo' },
    },
  ];
  const context = {
    device: { type: 'ios', token: 'one' },
    timezone: 'Europe/Berlin',
    campaign: { medium: 'sms', name: 'a' },
  };
  await door.post({ path: '/v1/batch', body: { batch, context } });
  const [one, two] = door.arrived();
  expect(one?.context).toMatchObject({
    device: { type: 'ios' },
    timezone: 'Europe/Berlin',
    campaign: { medium: 'sms' },
  });
  expect(two?.context).toMatchObject({
    device: { type: 'ios' },
    timezone: 'Asia/Tokyo',
    campaign: { medium: 'sms' },
  });
  expect(one?.context.device?.token?.$sealed.h).not.toBe(two?.context.device?.token?.$sealed.h);
});

test('a large shared context is not multiplied by thousands of events', async () => {
  const door = openDoor();
  const batch = Array.from({ length: 2000 }, () => ({ type: 'track', userId: '42', event: 'x' }));
  const answer = await door.post({
    path: '/v1/batch',
    body: { batch, context: { traits: { big: 'x'.repeat(30_000) } } },
  });
  expect(answer).toMatchObject({ status: 400, body: { pointer: '/context' } });
});

test("a group's traits stay with the group", async () => {
  const door = openDoor();
  await door.post({ path: '/v1/group', body: { userId: '42', groupId: 'g7', traits: { employees: 420 } } });
  expect(door.arrived()[0]).toMatchObject({
    kind: 'group',
    name: 'group',
    traits: {},
    properties: { groupId: 'g7', traits: { employees: 420 } },
  });
});

test("traits that mobile SDKs send with every event are the person's; an identify's own win", async () => {
  const door = openDoor();
  const context = { traits: { plan: 'old', tier: 3, anonymousId: 'x', userId: '42' } };
  await door.post({ path: '/v1/identify', body: { userId: '42', traits: { plan: 'new' }, context } });
  expect(door.arrived()[0]?.traits).toEqual({ plan: 'new', tier: 3 });
});

test("Segment's consent by category is kept", async () => {
  const door = openDoor();
  const consent = { categoryPreferences: { marketing: false, analytics: true, odd: 'yes' } };
  await door.post({ body: { userId: '42', event: 'x', context: { consent } } });
  expect(door.arrived()[0]?.context.consent).toEqual({ marketing: false, analytics: true });
});

test('unknown fields and integrations are accepted and dropped', async () => {
  const door = openDoor();
  await door.post({
    body: {
      userId: '42',
      event: 'x',
      integrations: { All: true },
      _metadata: { bundled: [] },
      channel: 'server',
      version: 2,
    },
  });
  expect(Object.keys(door.arrived()[0] ?? {}).sort()).toEqual([
    'acceptedAt',
    'clientAt',
    'context',
    'derived',
    'id',
    'index',
    'kind',
    'name',
    'occurredAt',
    'properties',
    'traits',
    'trust',
    'type',
    'userId',
  ]);
});

const EXAMPLES = new URL('../../../../shared/data/http_api_doc_examples.json', import.meta.url);
test("Segment's documentation examples are accepted, as printed", async ({ skip }) => {
  if (!existsSync(EXAMPLES)) skip('../shared/data is not there');
  const { calls } = JSON.parse(readFileSync(EXAMPLES, 'utf8')) as {
    calls: { path: string; body: { batch?: unknown[] } }[];
  };
  expect(calls.length).toBeGreaterThan(5);
  for (const { path, body } of calls) {
    const door = openDoor();
    const answer = await door.post({ path, body });
    expect(answer).toMatchObject({ status: 200, body: { accepted: body.batch?.length ?? 1, rejected: [] } });
    for (const event of door.arrived()) expect(event.occurredAt).toBeLessThan(Date.UTC(2016, 0));
  }
});

describe('settings for analytics.js', () => {
  const ask = (path: string, headers: Record<string, string>) =>
    openDoor().call(lambdaEvent('GET', path, Buffer.alloc(0), headers));

  test('say where to post', async () => {
    const answer = await ask('/v1/projects/browser-key/settings', {
      host: 'events.example.com',
      'x-forwarded-proto': 'https',
    });
    expect(JSON.parse(answer.body ?? '')).toMatchObject({
      integrations: {
        'Segment.io': { apiKey: 'browser-key', apiHost: 'events.example.com/v1', protocol: 'https' },
      },
      plan: { track: { __default: { enabled: true } } },
    });
    const local = await ask('/v1/projects/browser-key/settings', { host: '127.0.0.1:8787' });
    expect(JSON.parse(local.body ?? '').integrations['Segment.io']).toMatchObject({
      apiHost: '127.0.0.1:8787/v1',
      protocol: 'http',
    });
  });

  test('are cached for each origin by itself, since the gateway allows it by its name', async () => {
    const { headers } = await ask('/v1/projects/browser-key/settings', {});
    expect(headers).toMatchObject({ 'cache-control': 'public, max-age=60', vary: 'origin' });
  });

  test('an unknown key is a 404', async () => {
    expect((await ask('/v1/projects/unknown/settings', {})).statusCode).toBe(404);
  });
});

describe("settings for RudderStack's SDKs", () => {
  const ask = async (path: string, key: string | null, method = 'GET') => {
    const headers: Record<string, string> = key === null ? {} : { authorization: `Basic ${btoa(`${key}:`)}` };
    const answer = await openDoor().call(lambdaEvent(method, path, Buffer.alloc(0), headers));
    return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body ?? '') };
  };

  test.each(['/sourceConfig/', '/sourceConfig', '/sourceConfig/?p=npm&v=3.34.1&writeKey=browser-key'])(
    '%s says that the source is enabled and has nothing to load or to measure',
    async (path) => {
      const { status, headers, body } = await ask(path, 'browser-key');
      expect(status).toBe(200);
      expect(headers).toMatchObject({ vary: 'origin, authorization' });
      expect(body.source).toMatchObject({
        enabled: true,
        writeKey: 'browser-key',
        config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
        destinations: [],
        dataplanes: {},
      });
      expect(body.source.id).toBeTruthy();
    },
  );

  test('the key in the query is enough', async () => {
    expect((await ask('/sourceConfig/?writeKey=browser-key', null)).status).toBe(200);
  });

  test('HEAD, which asks whether the path is blocked, is answered as GET is', async () => {
    expect((await ask('/sourceConfig/?view=ad', 'browser-key', 'HEAD')).status).toBe(200);
  });

  test('no key is a 401, an unknown and a server key are a 404 that says which', async () => {
    expect((await ask('/sourceConfig/', null)).status).toBe(401);
    expect(await ask('/sourceConfig/', 'unknown')).toMatchObject({ status: 404 });
    const server = await ask('/sourceConfig/', 'server-key');
    expect(server).toMatchObject({ status: 404, body: { detail: expect.stringContaining('scope browser') } });
  });

  test('nothing is behind the slash', async () => {
    expect((await ask('/sourceConfig/x', 'browser-key')).status).toBe(404);
  });
});
