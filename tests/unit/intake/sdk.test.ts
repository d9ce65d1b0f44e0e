// The unmodified Node SDK of Segment, over real HTTP, against the real handler; analytics.js's requests as in its
// source.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Analytics } from '@segment/analytics-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lambdaEvent, openDoor } from './door.ts';

let door: ReturnType<typeof openDoor>;
let server: Server;
let host: string;
const seen: { path: string; headers: Record<string, string>; body: string }[] = [];

beforeEach(async () => {
  door = openDoor();
  door.time.now = Date.now();
  seen.length = 0;
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = request.headers as Record<string, string>;
    const body = Buffer.concat(chunks);
    seen.push({ path: request.url ?? '', headers, body: body.toString() });
    door.time.now = Date.now();
    const answer = await door.call(lambdaEvent(request.method ?? '', request.url ?? '', body, headers));
    response.writeHead(answer.statusCode ?? 200, answer.headers as Record<string, string>).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())));

const sdk = (options: { writeKey?: string; maxRetries?: number } = {}) =>
  new Analytics({ writeKey: 'server-key', host, flushAt: 20, flushInterval: 50, ...options });

describe('@segment/analytics-node', () => {
  test('posts calls that arrive as what they are', async () => {
    const analytics = sdk();
    const timestamp = new Date('2011-11-17T08:20:00Z');
    analytics.identify({ userId: '42', traits: { email: 'ann@example.com', plan: 'gold' } });
    analytics.track({
      userId: '42',
      event: 'Order Completed',
      properties: { order_id: '1', revenue: 9.5, currency: 'GBP' },
      timestamp,
    });
    analytics.track({
      anonymousId: 'visitor',
      event: 'Ad Clicked',
      context: { campaign: { name: 'autumn', source: 'news', medium: 'sms' } },
    });
    analytics.page({ userId: '42', name: 'Home', properties: { path: '/' } });
    analytics.screen({ userId: '42', name: 'Cart' });
    analytics.group({ userId: '42', groupId: 'g7', traits: { employees: 3 } });
    analytics.alias({ userId: '42', previousId: 'visitor' });
    await analytics.closeAndFlush();
    const events = door.arrived();
    expect(events.map(({ kind }) => kind)).toEqual([
      'track',
      'identify',
      'track',
      'page',
      'screen',
      'group',
      'alias',
    ]);
    expect(events.every(({ trust, id }) => trust === 'server' && id.startsWith('node-next-'))).toBe(true);
    expect(events[2]).toMatchObject({
      name: 'Order Completed',
      occurredAt: timestamp.getTime(),
      properties: { revenue: 9.5 },
    });
    expect(events[0]).toMatchObject({
      name: 'Ad Clicked',
      context: { campaign: { name: 'autumn', source: 'news', medium: 'sms' } },
    });
    expect(events[6]).toMatchObject({ anonymous: await door.vault.profileId('anonymous', 'visitor') });
    expect(seen[0]?.path).toBe('/v1/batch');
    expect(seen[0]?.headers['authorization']).toMatch(/^Basic /);
  });

  test('sends the same again after a 503, and the queue gets the same ids', async () => {
    let refusals = 1;
    door.mailbox.refuse.next = (items) => (refusals-- > 0 ? items.slice(1) : []);
    const failed: unknown[] = [];
    const analytics = sdk();
    analytics.on('error', (error) => failed.push(error));
    for (let i = 0; i < 3; i++) analytics.track({ userId: `u${i}`, event: 'x' });
    await analytics.closeAndFlush();
    expect(seen).toHaveLength(2);
    expect(failed).toEqual([]);
    const ids = door.mailbox.taken.map(({ deduplicationId }) => deduplicationId);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(3);
  });

  test('reports an unknown key to its error listener', async () => {
    const analytics = sdk({ writeKey: 'unknown', maxRetries: 0 });
    const failed: unknown[] = [];
    analytics.on('error', (error) => failed.push(error));
    analytics.track({ userId: '42', event: 'x' });
    await analytics.closeAndFlush();
    expect(failed).toHaveLength(1);
    expect(door.arrived()).toEqual([]);
  });
});

describe('analytics.js', () => {
  const event = {
    timestamp: '2026-11-20T09:59:59.000Z',
    integrations: {},
    userId: null,
    anonymousId: 'visitor',
    event: 'Product Viewed',
    type: 'track',
    properties: { product_id: 'p1' },
    context: {
      page: {
        path: '/a',
        referrer: '',
        search: '?utm_medium=sms',
        title: 'A',
        url: 'https://shop.example/a?utm_medium=sms',
      },
      userAgent: 'Mozilla/5.0',
      locale: 'de-DE',
      library: { name: 'analytics.js', version: 'next-1.82.0' },
      timezone: 'Europe/Berlin',
      campaign: { medium: 'sms' },
    },
    messageId: 'ajs-next-1',
    writeKey: 'browser-key',
    sentAt: '2026-11-20T10:00:00.000Z',
    _metadata: { bundled: ['Segment.io'], unbundled: [], bundledIds: [] },
  };
  const post = (path: string, body: unknown) =>
    fetch(`${host}${path}`, {
      method: 'post',
      headers: { 'Content-Type': 'text/plain' },
      body: JSON.stringify(body),
      keepalive: true,
    });

  test('posts one by one, as text/plain with the key in the body', async () => {
    expect((await post('/v1/t', event)).status).toBe(200);
    expect(door.arrived()).toMatchObject([
      {
        kind: 'track',
        trust: 'browser',
        id: 'browser.ajs-next-1',
        context: { campaign: { medium: 'sms' }, page: { url: 'https://shop.example/a' } },
      },
    ]);
    expect(door.mailbox.taken[0]?.group).toBe(await door.vault.profileId('anonymous', 'visitor'));
  });

  test('posts in batches', async () => {
    const { writeKey, sentAt, ...message } = event;
    const answer = await post('/v1/b', {
      writeKey,
      batch: [message, { ...message, messageId: 'ajs-next-2' }],
      sentAt,
    });
    expect(await answer.json()).toMatchObject({ success: true, accepted: 2 });
  });

  test('reads its settings', async () => {
    const settings = await (await fetch(`${host}/v1/projects/browser-key/settings`)).json();
    expect(settings).toMatchObject({
      integrations: { 'Segment.io': { apiHost: `${host.slice(7)}/v1`, protocol: 'http' } },
    });
  });
});
