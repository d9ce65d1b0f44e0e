// Bad input of each kind the contract names, over real HTTP: status, pointer, rejected entry; good events still
// arrive.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { basic, onEachDatabase } from './backend.ts';

interface Problem {
  status: number;
  title: string;
  detail: string;
  pointer?: string;
}
interface Taken {
  success: boolean;
  accepted: number;
  rejected: { index: number; pointer: string; detail: string }[];
}

const key = basic('local-write-key');
const good = (userId: string) => ({ type: 'track', userId, event: 'Good', properties: { n: 1 } });

onEachDatabase((backend) => {
  const names = async (userId: string) => {
    await backend.idle();
    const { status, body } = await backend.as<{ items: { type: string; event?: { name: string } }[] }>(
      'viewer',
      'GET',
      `/v1/profiles/user:${userId}/timeline`,
    );
    return status === 404
      ? []
      : body.items.flatMap((item) => (item.type === 'event' ? [item.event?.name] : []));
  };
  const post = (path: string, init: Parameters<typeof backend.call>[2]) =>
    backend.call<Problem & Taken>('POST', path, init);

  describe('an unreadable body', () => {
    const json = { ...key, 'content-type': 'application/json' };
    test.each([
      ['bad JSON', { raw: '{"userId":', headers: json }],
      [
        'bad gzip',
        { raw: new Uint8Array([31, 139, 8, 0, 1, 2, 3]), headers: { ...json, 'content-encoding': 'gzip' } },
      ],
      [
        'over 500 KB',
        { body: { batch: [{ ...good('big'), properties: { pad: 'x'.repeat(520_000) } }] }, headers: key },
      ],
      [
        'over 500 KB once unzipped',
        {
          raw: new Uint8Array(
            gzipSync(
              JSON.stringify({ batch: [{ ...good('big'), properties: { pad: 'x'.repeat(520_000) } }] }),
            ),
          ),
          headers: { ...json, 'content-encoding': 'gzip' },
        },
      ],
      [
        'over 2,500 events',
        {
          body: { batch: Array.from({ length: 2_501 }, () => ({ type: 'track', userId: 'm', event: 'e' })) },
          headers: key,
        },
      ],
      ['no batch', { body: {}, headers: key }],
    ])('%s: 400 problem+json', async (_kind, init) => {
      const answer = await post('/v1/batch', init);
      expect(answer).toMatchObject({ status: 400, type: 'application/problem+json', body: { status: 400 } });
      expect(answer.body.detail).not.toBe('');
    });

    test('a single call with a bad event is a 400 with its pointer', async () => {
      expect(await post('/v1/track', { body: { userId: 'single' }, headers: key })).toMatchObject({
        status: 400,
        body: { pointer: '/event' },
      });
    });

    test('a single call over 32 KB is a 400', async () => {
      expect(
        (
          await post('/v1/track', {
            body: { ...good('fat'), properties: { pad: 'x'.repeat(33_000) } },
            headers: key,
          })
        ).status,
      ).toBe(400);
    });
  });

  test('a batch delivers its good events; the bad ones are named and quarantined', async () => {
    const batch = [
      good('mixed'),
      { type: 'track', userId: 'mixed' },
      { type: 'track', event: 'Nobody' },
      { type: 'dance', userId: 'mixed' },
      { ...good('mixed'), event: 'Fat', properties: { pad: 'x'.repeat(33_000) } },
      'not an object',
      { ...good('mixed'), event: 'Also good', unknownField: true },
    ];
    const { status, body } = await post('/v1/batch', { body: { batch }, headers: key });
    expect([status, body.success, body.accepted]).toEqual([200, true, 2]);
    expect(body.rejected.map(({ index, pointer }) => [index, pointer])).toEqual([
      [1, '/event'],
      [2, '/userId'],
      [3, '/type'],
      [4, ''],
      [5, ''],
    ]);
    expect((await names('mixed')).toSorted()).toEqual(['Also good', 'Good']);
    const held = await backend.as<{ items: { id: string; pointer: string; type?: string }[] }>(
      'viewer',
      'GET',
      '/v1/quarantine?limit=100',
    );
    expect(held.body.items.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/event', '/userId', '/type']),
    );
  });

  test('a mended event is released from quarantine', async () => {
    await post('/v1/batch', {
      body: { batch: [{ type: 'track', userId: 'mended', properties: { n: 7 } }] },
      headers: key,
    });
    const held = await backend.as<{ items: { id: string; pointer: string }[] }>(
      'viewer',
      'GET',
      '/v1/quarantine?limit=1',
    );
    const id = held.body.items[0]?.id ?? '';
    expect(
      (await backend.as('viewer', 'POST', `/v1/quarantine/${encodeURIComponent(id)}/release`, {})).status,
    ).toBe(403);
    const mended = { type: 'track', userId: 'mended', event: 'Mended', properties: { n: 7 } };
    const released = await backend.as('admin', 'POST', `/v1/quarantine/${encodeURIComponent(id)}/release`, {
      mended,
    });
    expect([200, 202]).toContain(released.status);
    expect(await names('mended')).toEqual(['Mended']);
  });

  describe('keys', () => {
    test('an unknown or absent key is a 401, one of the wrong scope a 403', async () => {
      expect((await post('/v1/track', { body: good('k') })).status).toBe(401);
      expect((await post('/v1/track', { body: good('k'), headers: basic('wrong') })).status).toBe(401);
      expect(
        (await post('/v1/spend', { body: { rows: [] }, headers: basic('local-browser-key') })).status,
      ).toBe(403);
    });

    test('a key in the body is accepted as browsers send it, also as text/plain and form-typed', async () => {
      for (const [type, userId] of [
        ['text/plain', 'plain'],
        ['application/x-www-form-urlencoded', 'form'],
      ] as const) {
        const raw = JSON.stringify({ ...good(userId), writeKey: 'local-browser-key' });
        expect(await post('/v1/t', { raw, headers: { 'content-type': type } })).toMatchObject({
          status: 200,
          body: { accepted: 1 },
        });
        expect(await names(userId)).toEqual(['Good']);
      }
    });

    test('the Basic header wins over the body', async () => {
      const body = { ...good('both'), writeKey: 'nonsense' };
      expect((await post('/v1/track', { body, headers: key })).status).toBe(200);
      expect(
        (
          await post('/v1/track', {
            body: { ...body, writeKey: 'local-write-key' },
            headers: basic('nonsense'),
          })
        ).status,
      ).toBe(401);
    });

    test("a browser's orders move journeys but are no revenue", async () => {
      const body = {
        type: 'track',
        userId: 'fraud',
        event: 'Order Completed',
        properties: { order_id: 'fraud', revenue: 1e6, currency: 'EUR' },
      };
      expect((await post('/v1/track', { body, headers: basic('local-browser-key') })).status).toBe(200);
      await backend.idle();
      const today = backend.now().slice(0, 10);
      const roi = await backend.as<{ totals: { orders: { count: number } } }>(
        'viewer',
        'GET',
        `/v1/reports/roi?from=${today}&to=${today}&model=last`,
      );
      expect(roi.body.totals.orders.count).toBe(0);
    });
  });

  test('browsers may call from any origin', async () => {
    const preflight = await backend.call('OPTIONS', '/v1/batch', {
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect([200, 204]).toContain(preflight.status);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  });

  test('more than 600 events a minute for one address are held back and counted', async () => {
    const batch = Array.from({ length: 650 }, (_, i) => ({
      type: 'track',
      userId: 'machine',
      event: 'Ping',
      messageId: `ping-${i}`,
    }));
    const { body } = await post('/v1/batch', { body: { batch }, headers: key });
    expect(body.accepted).toBe(600);
    expect(body.rejected).toHaveLength(50);
  });
});
