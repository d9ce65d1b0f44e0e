import { describe, expect, test } from 'vitest';
import { type Original, quarantined } from '../../../lib/application/intake/quarantine-original.ts';
import { shopFiles, world } from './world.ts';

async function shop() {
  const w = world();
  await w.ask('POST /v1/program/publish', { body: { files: await shopFiles() } });
  return w;
}

interface Timeline {
  items: { text: string }[];
}

describe('the quarantine', () => {
  const bad = { type: 'track', userId: 'ann', messageId: 'bad', properties: {}, context: {} };

  test('keeps no write key that stood in an event', async () => {
    const w = await shop();
    await w.post({ ...bad, writeKey: 'of-a-page' });
    const list = await w.ask<{ items: { id: string }[] }>('GET /v1/quarantine');
    const path = { id: list.body.items[0]?.id ?? '' };
    const opened = await w.ask<{ body: object }>('GET /v1/quarantine/{id}', { path });
    expect(opened.body.body).toEqual(bad);
  });

  test('lists items without their content, and takes an item in once when mended', async () => {
    const w = await shop();
    await w.post(bad);
    const list = await w.ask<{ items: { id: string; pointer: string }[] }>('GET /v1/quarantine');
    expect(list.body.items).toMatchObject([{ type: 'track', pointer: '/event' }]);
    expect(JSON.stringify(list.body)).not.toContain('sealed');
    const path = { id: list.body.items[0]?.id ?? '' };
    const key = 'POST /v1/quarantine/{id}/release';
    expect(await w.ask(key, { path })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/event' }] },
    });
    expect((await w.ask(key, { path, body: { mended: { ...bad, event: 'Mended' } } })).status).toBe(200);
    expect((await w.ask(key, { path, body: { mended: { ...bad, event: 'Mended' } } })).status).toBe(409);
    expect((await w.ask(key, { path: { id: 'none' } })).status).toBe(404);
    await w.post();
    const { body } = await w.ask<Timeline>('GET /v1/profiles/{address}/timeline', {
      path: { address: 'user:ann' },
    });
    expect(body.items.filter(({ text }) => text.startsWith('Mended'))).toHaveLength(1);
  });

  test.each([
    ['GET /v1/quarantine', 500],
    ['GET /v1/keys', 100],
    ['GET /v1/profiles/{address}/timeline', 500],
    ['GET /v1/budgets/{id}/decisions', 200],
  ])('%s accepts a whole number of rows, and says so', async (route, max) => {
    const path = { address: 'user:ann', id: 'email' };
    for (const limit of ['x', '1.5', '0', String(max + 1)]) {
      const { status, body } = await world().ask(route, { path, query: { limit } });
      expect(status, limit).toBe(400);
      expect(body['detail'], limit).toBe(`limit: a whole number from 1 to ${max}`);
    }
  });

  test('pages with limit and cursor', async () => {
    const w = await shop();
    for (let n = 0; n < 5; n += 1) {
      await w.post({ ...bad, messageId: `bad-${n}` });
      w.pass(1000);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: '2', ...(cursor && { cursor }) };
      const page = await w.ask<{ items: { id: string }[]; cursor?: string }>('GET /v1/quarantine', { query });
      seen.push(...page.body.items.map(({ id }) => id));
      cursor = page.body.cursor;
    } while (cursor);
    expect(new Set(seen).size).toBe(5);
  });

  test('shows what an item holds to who may see it, and keeps who saw it and when', async () => {
    const w = await shop();
    await w.post({ ...bad, traits: { email: 'kim@example.com' } });
    const [item] = (await w.ask<{ items: { id: string }[] }>('GET /v1/quarantine')).body.items;
    const path = { id: item?.id ?? '' };
    w.as('marketer');
    expect((await w.ask('GET /v1/quarantine/{id}', { path })).status).toBe(403);
    expect((await w.ask<{ items: object[] }>('GET /v1/quarantine')).body.items[0]).not.toHaveProperty(
      'opened',
    );
    w.as('privacy');
    const shown = await w.ask<{ from: string; body: object }>('GET /v1/quarantine/{id}', { path });
    expect(shown).toMatchObject({
      status: 200,
      body: {
        from: 'intake',
        pointer: '/event',
        body: { userId: 'ann', traits: { email: 'kim@example.com' } },
      },
    });
    w.pass(1000);
    await w.ask('GET /v1/quarantine/{id}', { path });
    w.as('viewer');
    const listed = await w.ask<{ items: object[] }>('GET /v1/quarantine');
    const at = (ms: number) => new Date(w.clock() - ms).toISOString();
    expect(listed.body.items).toMatchObject([
      {
        opened: [
          { by: 'ann', at: at(1000) },
          { by: 'ann', at: at(0) },
        ],
      },
    ]);
    expect(JSON.stringify(listed.body)).not.toContain('kim@');
    w.as('marketer');
    const mended = { ...shown.body.body, event: 'Mended' };
    const released = await w.ask('POST /v1/quarantine/{id}/release', { path, body: { mended } });
    expect(released).toMatchObject({ status: 200, body: { accepted: 1 } });
  });

  test('opens nothing that is not there', async () => {
    const answer = await (await shop()).ask('GET /v1/quarantine/{id}', { path: { id: 'none' } });
    expect(answer.status).toBe(404);
  });

  test('opens a message of a mailbox with its sealed values in plain', async () => {
    const w = await shop();
    const { vault, quarantine } = w.ports.release;
    const sealing = await vault.begin();
    const email = sealing.seal('kim@example.com', 'email');
    const original = {
      ...{ from: 'mailbox', profile: `u-${'x'.repeat(22)}`, keys: sealing.keys() },
      message: { type: 'event', id: 'm1', traits: { email, tags: ['a', email] } },
    } as unknown as Original;
    const set = await quarantined(vault, original, { at: 1, key: 'k', pointer: '', detail: 'bad' });
    await quarantine.put([set]);
    const { body } = await w.ask('GET /v1/quarantine/{id}', { path: { id: set.id } });
    expect(body).toMatchObject({
      from: 'mailbox',
      body: { traits: { email: 'kim@example.com', tags: ['a', 'kim@example.com'] } },
    });
  });
});
