// When an event happened, and which event it is: skew, ids, retries (I2), and what is not a retry.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correctSkew, parseInstant } from '../../../lib/domain/intake/times.ts';
import { NOW, openDoor } from './door.ts';

const HOUR = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();
const viewed = { type: 'track', userId: '42', event: 'Product Viewed', properties: { product_id: 'p' } };

describe('times are parsed leniently', () => {
  test.each([
    ['2026-11-20T10:00:00.000Z', NOW],
    ['2026-11-20T10:00:00.123456789Z', NOW + 123],
    ['2026-11-20T11:00:00+01:00', NOW],
    ['2026-11-20 11:00:00 +0100', NOW],
    ['2026-11-20T05:00-05', NOW],
    ['2026-11-20', NOW - 10 * HOUR],
    // As Segment's documentation prints it.
    ['2015-2-02T00:30:08.276Z', Date.UTC(2015, 1, 2, 0, 30, 8, 276)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    [NOW, NOW],
    [NOW / 1000, NOW],
  ])('%s', (given, ms) => expect(parseInstant(given)).toBe(ms));

  test.each([
    '',
    'now',
    '2026',
    '2026-13-01T00:00:00Z',
    '2026-00-10',
    '2025-02-29T00:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T10:60:00Z',
    '1969-12-31T23:59:59Z',
    '0071-01-01',
    Number.NaN,
    -1,
    1e20,
  ])('%s is not a time', (given) => expect(parseInstant(given)).toBeUndefined());

  test('the output of Date is read as itself', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }),
        (date) => {
          expect(parseInstant(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });
});

describe('occurredAt', () => {
  test('a clock that is three hours ahead is corrected by sentAt', async () => {
    const door = openDoor();
    const ahead = NOW + 3 * HOUR;
    await door.post({
      path: '/v1/batch',
      body: { batch: [{ ...viewed, timestamp: iso(ahead - 5000) }], sentAt: iso(ahead) },
    });
    expect(door.arrived()[0]).toMatchObject({
      occurredAt: NOW - 5000,
      clientAt: ahead - 5000,
      acceptedAt: NOW,
    });
  });

  test("the message's own sentAt wins over the batch's", async () => {
    const door = openDoor();
    const message = { ...viewed, timestamp: iso(NOW + HOUR - 1000), sentAt: iso(NOW + HOUR) };
    await door.post({ path: '/v1/batch', body: { batch: [message], sentAt: iso(NOW) } });
    expect(door.arrived()[0]?.occurredAt).toBe(NOW - 1000);
  });

  test('a timestamp 24 h before sentAt is corrected, one a millisecond older is kept, because it was set on purpose', () => {
    const sentAt = NOW - HOUR;
    expect(correctSkew(sentAt - 24 * HOUR, sentAt, NOW)).toBe(NOW - 24 * HOUR);
    expect(correctSkew(sentAt - 24 * HOUR - 1, sentAt, NOW)).toBe(sentAt - 24 * HOUR - 1);
  });

  test('history posted in one go stays history', async () => {
    const door = openDoor();
    await door.post({
      path: '/v1/batch',
      body: { batch: [{ ...viewed, timestamp: '2011-11-17T08:20:00Z' }], sentAt: iso(NOW) },
    });
    expect(door.arrived()[0]?.occurredAt).toBe(Date.parse('2011-11-17T08:20:00Z'));
  });

  test('timestamp wins over originalTimestamp, which replaces a missing one; without either it is the time of acceptance', async () => {
    const door = openDoor();
    const timestamp = iso(NOW - 60_000);
    const originalTimestamp = iso(NOW - 120_000);
    const batch = [{ ...viewed, timestamp, originalTimestamp }, { ...viewed, originalTimestamp }, viewed];
    await door.post({ path: '/v1/batch', body: { batch } });
    expect(
      door.arrived().map(({ occurredAt, clientAt }) => [occurredAt - NOW, clientAt && clientAt - NOW]),
    ).toEqual([
      [-60_000, -60_000],
      [-120_000, -120_000],
      [0, null],
    ]);
  });

  test('an unreadable sentAt corrects nothing and rejects nothing', async () => {
    const door = openDoor();
    await door.post({ body: { ...viewed, timestamp: iso(NOW - 1000), sentAt: 'soon' } });
    expect(door.arrived()[0]?.occurredAt).toBe(NOW - 1000);
  });

  test('is never after acceptance nor before 1970, whatever the clocks say', () => {
    const ms = fc.integer({ min: 0, max: 253_402_300_799_999 });
    fc.assert(
      fc.property(fc.option(ms), fc.option(ms, { nil: undefined }), ms, (clientAt, sentAt, acceptedAt) => {
        const at = correctSkew(clientAt, sentAt, acceptedAt);
        expect(at).toBeLessThanOrEqual(acceptedAt);
        expect(at).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('ids', () => {
  const idsOf = (door: ReturnType<typeof openDoor>) => door.arrived().map(({ id }) => id);

  test('a given messageId is the id', async () => {
    const door = openDoor();
    await door.post({ body: { ...viewed, messageId: 'ajs-1' } });
    expect(idsOf(door)).toEqual(['ajs-1']);
  });

  test('without one, the Idempotency-Key and the position give the id', async () => {
    const door = openDoor();
    const posting = {
      path: '/v1/batch',
      body: { batch: [viewed, viewed] },
      headers: { 'Idempotency-Key': 'try-7' },
    };
    await door.post(posting);
    await door.post({ ...posting, body: { ...posting.body, sentAt: iso(NOW) } });
    const [a, b, c, d] = idsOf(door);
    expect(a).not.toBe(b);
    expect([c, d]).toEqual([a, b]);
    await door.post({ ...posting, key: 'browser-key' });
    expect(idsOf(door)[4]).not.toBe(a);
  });

  test('otherwise the content gives it: the same event posted again keeps its id, with its keys in any order', async () => {
    const door = openDoor();
    await door.post({ body: { userId: '42', event: 'x', properties: { a: 1, b: 2 }, sentAt: iso(NOW) } });
    await door.post({
      body: { properties: { b: 2, a: 1 }, event: 'x', userId: '42', writeKey: 'server-key' },
    });
    await door.post({
      path: '/v1/batch',
      body: { batch: [{ type: 'track', userId: '42', event: 'x', properties: { a: 1, b: 2 } }] },
    });
    await door.post({ body: { userId: '42', event: 'x', properties: { a: 1, b: 3 } } });
    const [a, b, c, d] = idsOf(door);
    expect([b, c]).toEqual([a, a]);
    expect(d).not.toBe(a);
  });

  test('equal events of one request are as many events, also when all are posted again', async () => {
    const door = openDoor();
    const posting = { path: '/v1/batch', body: { batch: [viewed, viewed, viewed] } };
    await door.post(posting);
    await door.post(posting);
    const ids = idsOf(door);
    expect(new Set(ids).size).toBe(3);
    expect(ids.slice(3)).toEqual(ids.slice(0, 3));
  });
});

describe("the queue's deduplication id", () => {
  const batch = [
    { ...viewed, messageId: '1', traits: {} },
    { type: 'identify', userId: '42', messageId: '2', traits: { email: 'a@b.de' } },
  ];
  const ids = (door: ReturnType<typeof openDoor>) =>
    door.mailbox.taken.map(({ deduplicationId }) => deduplicationId);

  test('is the same for a retry, later and under fresh keys', async () => {
    const door = openDoor();
    await door.post({ path: '/v1/batch', body: { batch, sentAt: iso(NOW) } });
    door.time.now += 30_000;
    await door.post({ path: '/v1/batch', body: { batch, sentAt: iso(NOW + 30_000) } });
    expect(ids(door)[0]).toBe(ids(door)[1]);
    expect(JSON.stringify(door.mailbox.taken[0]?.body)).not.toBe(JSON.stringify(door.mailbox.taken[1]?.body));
  });

  test.each([
    ['another value', { traits: { email: 'a@b.de', plan: 'gold' } }],
    ['another sealed value', { traits: { email: 'c@b.de' } }],
    ['another id', { messageId: '3' }],
    ['another time', { timestamp: iso(NOW - 1) }],
  ])('differs for %s', async (_name, change) => {
    const door = openDoor();
    await door.post({ path: '/v1/batch', body: { batch } });
    await door.post({ path: '/v1/batch', body: { batch: [batch[0], { ...batch[1], ...change }] } });
    expect(ids(door)[0]).not.toBe(ids(door)[1]);
  });

  test('a large group travels in several envelopes, each under 256 KB, in order', async () => {
    const door = openDoor();
    const many = Array.from({ length: 20 }, (_, i) => ({
      ...viewed,
      messageId: `${i}`,
      properties: { text: 'x'.repeat(24_000) },
    }));
    expect((await door.post({ path: '/v1/batch', body: { batch: many } })).body.accepted).toBe(20);
    expect(door.mailbox.taken.length).toBeGreaterThan(1);
    for (const { body } of door.mailbox.taken) expect(JSON.stringify(body).length).toBeLessThan(256 * 1024);
    expect(door.arrived().map(({ id }) => Number(id))).toEqual(many.map((_, i) => i));
    expect(new Set(ids(door)).size).toBe(door.mailbox.taken.length);
  });
});
