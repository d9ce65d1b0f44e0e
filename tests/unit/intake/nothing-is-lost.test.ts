// I1: 2xx only when the queue has everything; 503 means "send it all again"; machine traffic is held back and
//     counted.
import { describe, expect, test } from 'vitest';
import {
  BAD_A_MINUTE_MAX,
  EVENTS_A_MINUTE_MAX,
  MinuteLimit,
} from '../../../lib/application/intake/ingest-limits.ts';
import { Unavailable } from '../../../lib/ports/queue.ts';
import { openDoor } from './door.ts';

const viewed = (userId = '42', messageId?: string) => ({
  type: 'track',
  userId,
  event: 'Product Viewed',
  messageId,
});
const batchOf = (count: number, userId = '42') => ({
  batch: Array.from({ length: count }, (_, i) => viewed(userId, `${userId}-${i}`)),
});

describe('an infrastructure failure', () => {
  test('one refused envelope of many is a 503, with what to do', async () => {
    const door = openDoor();
    door.mailbox.refuse.next = (items) => items.slice(-1);
    const answer = await door.post({ path: '/v1/batch', body: { batch: [viewed('1'), viewed('2')] } });
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { detail: expect.stringContaining('all again') },
    });
  });

  test('a throwing queue is a 503', async () => {
    const door = openDoor();
    door.mailbox.refuse.next = () => {
      throw new Unavailable('no queue');
    };
    expect((await door.post({ body: viewed() })).status).toBe(503);
  });

  test('leaves everything there under the same ids once all is posted again', async () => {
    const door = openDoor();
    let calls = 0;
    door.mailbox.refuse.next = (items) => (calls++ === 0 ? items.slice(1) : []);
    const posting = {
      path: '/v1/batch',
      body: { batch: Array.from({ length: 30 }, (_, i) => viewed(`u${i}`, `m${i}`)) },
    };
    expect((await door.post(posting)).status).toBe(503);
    expect((await door.post(posting)).body.accepted).toBe(30);
    expect(new Set(door.arrived().map(({ id }) => id)).size).toBe(30);
  });

  test('an outage of the quarantine is a 503, and no good event is reported as taken', async () => {
    const door = openDoor();
    door.quarantine.put = async () => {
      throw new Unavailable('no table');
    };
    expect(
      (await door.post({ path: '/v1/batch', body: { batch: [viewed(), { type: 'track' }] } })).status,
    ).toBe(503);
  });

  test('a throttled vault is a 429 with Retry-After', async () => {
    const door = openDoor();
    const cause = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    door.vault.begin = async () => {
      throw new Unavailable('The keys could not be read.', { cause });
    };
    expect(await door.post({ body: viewed() })).toMatchObject({
      status: 429,
      headers: { 'retry-after': expect.any(String) },
    });
  });

  test('an unforeseen error is a 500 without its text', async () => {
    const door = openDoor();
    door.vault.begin = async () => {
      throw new Error('secret a@b.de');
    };
    const answer = await door.post({ body: viewed() });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});

describe('machine traffic', () => {
  test('beyond 600 events a minute for one address is rejected and kept in one row, other addresses are not affected', async () => {
    const door = openDoor();
    const batch = [...batchOf(700).batch, viewed('other')];
    const { status, body } = await door.post({ path: '/v1/batch', body: { batch } });
    expect(status).toBe(200);
    expect(body.accepted).toBe(EVENTS_A_MINUTE_MAX + 1);
    expect(body.rejected).toHaveLength(100);
    expect(body.rejected[0]).toMatchObject({
      index: 600,
      pointer: '',
      detail: expect.stringContaining('machine'),
    });
    expect(await door.quarantined()).toMatchObject([
      { event: 'Product Viewed', detail: expect.stringContaining('100 events') },
    ]);
  });

  test('of a page leaves the server its own, and a no is taken in any flood', async () => {
    const door = openDoor();
    const no = { ...viewed(), event: 'Consent Withdrawn', properties: { purpose: 'marketing' } };
    await door.post({ path: '/v1/batch', body: batchOf(600), key: 'browser-key' });
    expect((await door.post({ body: viewed() })).body).toMatchObject({ accepted: 1, rejected: [] });
    for (const key of ['browser-key', 'server-key'])
      expect((await door.post({ body: no, key })).body).toMatchObject({ accepted: 1, rejected: [] });
    expect((await door.post({ body: viewed(), key: 'browser-key' })).body).toMatchObject({ accepted: 0 });
  });

  test('is counted across requests, single calls too, until the minute is over', async () => {
    const door = openDoor();
    await door.post({ path: '/v1/batch', body: batchOf(600) });
    expect(await door.post({ body: viewed() })).toMatchObject({
      status: 200,
      body: { accepted: 0, rejected: [{ index: 0 }] },
    });
    door.time.now += 60_000;
    expect((await door.post({ body: viewed() })).body.accepted).toBe(1);
  });

  test("does not include one person's hundred events posted three times", async () => {
    const door = openDoor();
    for (let i = 0; i < 3; i++)
      expect((await door.post({ path: '/v1/batch', body: batchOf(100) })).body.accepted).toBe(100);
  });

  test('of bad events makes a key wait: nothing of it is taken or quarantined', async () => {
    const door = openDoor();
    const bad = { batch: Array.from({ length: 2500 }, () => ({ type: 'track' })) };
    for (let i = 0; i < BAD_A_MINUTE_MAX / 2500; i++) await door.post({ path: '/v1/batch', body: bad });
    const kept = (await door.quarantined()).length;
    const answer = await door.post({ path: '/v1/batch', body: { batch: [{ type: 'track' }, viewed()] } });
    expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    expect(door.arrived()).toEqual([]);
    expect((await door.quarantined()).length).toBe(kept);
    expect((await door.post({ key: 'browser-key', body: viewed() })).status).toBe(200);
  });

  test('is counted in bounded maps, and forgetting only admits more', () => {
    const limit = new MinuteLimit(1);
    for (let i = 0; i < 120_000; i++) expect(limit.admit(`${i}`, 0)).toBe(true);
    expect(limit.admit('119999', 0)).toBe(false);
  });
});
