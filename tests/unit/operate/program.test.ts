import { describe, expect, test } from 'vitest';
import { shopFiles, world } from './world.ts';

const publish = async (w: ReturnType<typeof world>, extra: object = {}) =>
  w.ask('POST /v1/program/publish', { body: { files: await shopFiles(), ...extra } });

describe('publishing', () => {
  test('makes a checked program live, with its number, hash and author', async () => {
    const w = world();
    expect((await w.ask('GET /v1/program')).status).toBe(404);
    const { status, body } = await publish(w, { note: 'first' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ number: 1, by: 'ann', note: 'first' });
    expect(body['publishedAt']).toBe(new Date(w.clock()).toISOString());
    expect(body['hash']).toMatch(/^[0-9a-f]{64}$/);
    const live = await w.ask<{ number: number; program: { journeys: object }; releases: object[] }>(
      'GET /v1/program',
    );
    expect(live.body).toMatchObject({ number: 1, hash: body['hash'], releases: [{ number: 1 }] });
    expect(live.body).toHaveProperty(['releases', 0, 'publishedAt'], body['publishedAt']);
    expect(Object.keys(live.body.program.journeys)).toContain('welcome');
  });

  test("refuses a program in another currency than the installation's budgets, also by rollback", async () => {
    const w = world();
    await publish(w);
    w.ports.program.currency = 'CNY';
    const { status, body } = await publish(w);
    expect(status).toBe(422);
    expect(body['pointer']).toBe('/files/program.json/currency');
    expect(body['detail']).toContain('in CNY');
    expect((await w.ask('POST /v1/program/rollback', { body: { number: 1 } })).status).toBe(422);
    w.ports.program.currency = 'EUR';
    expect((await publish(w)).status).toBe(200);
  });

  test('gives the same content the same hash, however it is written', async () => {
    const w = world();
    const parsed = Object.fromEntries(
      Object.entries(await shopFiles())
        .toReversed()
        .map(([name, text]) => [name, JSON.parse(text)]),
    );
    const one = await publish(w);
    expect(one.body).not.toHaveProperty('unchanged');
    const two = await publish(w, { files: parsed });
    expect(two.body).toEqual({ ...one.body, unchanged: true });
    expect((await w.ask('GET /v1/program')).body).toMatchObject({ number: 1, releases: [{ number: 1 }] });
  });

  test('refuses the same content all the same if another release is live than the one named', async () => {
    const w = world();
    await publish(w);
    expect((await publish(w, { expect: 7 })).status).toBe(409);
  });

  test('answers with what is hardly meant, and publishes it', async () => {
    const w = world();
    const files = {
      ...(await shopFiles()),
      'segments/a.json': '{ "id": "a",\n "if": { "did": "Order Complete" } }',
    };
    const { status, body } = await publish(w, { files });
    expect(status).toBe(200);
    expect(body['warnings']).toEqual([
      {
        file: 'segments/a.json',
        pointer: '/if/did',
        detail: '"Order Complete" is not among the events of program.json; did you mean "Order Completed"?',
        line: 2,
        column: 17,
      },
    ]);
  });

  test('refuses a file that would be no part of the program', async () => {
    const w = world();
    const files = { ...(await shopFiles()), 'journeys/spring/x.json': { id: 'x' } };
    expect(await publish(w, { files })).toMatchObject({
      status: 422,
      body: { pointer: '/files/journeys~1spring~1x.json' },
    });
  });

  test('refuses a program with findings as a whole: every finding has a pointer into the request', async () => {
    const w = world();
    const files = {
      ...(await shopFiles()),
      'journeys/bad.json': JSON.stringify({
        id: 'bad',
        purpose: 'marketing',
        enter: { on: 'X' },
        start: 'gone',
        steps: { mail: { send: 'email', template: 'no-such' } },
      }),
    };
    const { status, body } = await publish(w, { files });
    expect(status).toBe(422);
    const errors = body['errors'] as { file: string }[];
    expect(errors.length).toBeGreaterThanOrEqual(2);
    expect(new Set(errors.map(({ file }) => file))).toEqual(new Set(['journeys/bad.json']));
    expect(body['pointer']).toMatch(/^\/files\/journeys~1bad\.json\//);
    expect((await w.ask('GET /v1/program')).status).toBe(404);
  });

  test('refuses an invalid body with a pointer', async () => {
    const w = world();
    expect(await w.ask('POST /v1/program/publish', { body: { files: [] } })).toMatchObject({
      status: 400,
      body: { pointer: '/files' },
    });
    expect((await w.ask('POST /v1/program/publish')).status).toBe(400);
  });

  test('does not overwrite a newer release if the base release is named', async () => {
    const w = world();
    await publish(w, { expect: 0 });
    const { status, body } = await publish(w, { expect: 0 });
    expect(status).toBe(409);
    expect(body['live']).toBe(1);
    expect((await publish(w, { expect: 1 })).status).toBe(200);
  });

  test('leaves no plain address of a condition in what is published (I9)', async () => {
    const w = world();
    const files = {
      ...(await shopFiles()),
      'segments/me.json': { id: 'me', if: { trait: 'email', eq: 'ann@example.com' } },
    };
    expect((await publish(w, { files })).status).toBe(200);
    const live = await w.ask('GET /v1/program');
    expect(JSON.stringify(live.body)).not.toContain('ann@example.com');
  });
});

describe('rolling back', () => {
  test('publishes the earlier release under a new number, by hash, its beginning, or number', async () => {
    const w = world();
    const first = await publish(w);
    const hash = String(first.body['hash']);
    await w.ask('DELETE /v1/journeys/{id}', { path: { id: 'welcome' } });
    for (const [i, to] of [{ hash }, { hash: hash.slice(0, 8) }, { number: 1 }].entries()) {
      const { status, body } = await w.ask('POST /v1/program/rollback', { body: to });
      expect(status).toBe(200);
      expect(body).toMatchObject({ number: 2 * i + 3, hash });
      const again = await w.ask('POST /v1/program/rollback', { body: to });
      expect(again).toMatchObject({ status: 200, body: { number: 2 * i + 3, hash, unchanged: true } });
      await w.ask('DELETE /v1/journeys/{id}', { path: { id: 'hesitation' } });
    }
    await w.ask('POST /v1/program/rollback', { body: { hash } });
    const live = await w.ask<{ program: { journeys: object } }>('GET /v1/program');
    expect(live.body.program.journeys).toHaveProperty('welcome');
  });

  test('to a release that was never published is a 404, and naming both or neither a 400', async () => {
    const w = world();
    await publish(w);
    expect((await w.ask('POST /v1/program/rollback', { body: { hash: '0'.repeat(64) } })).status).toBe(404);
    expect(await w.ask('POST /v1/program/rollback', { body: { number: 9 } })).toMatchObject({
      status: 404,
      body: {
        pointer: '/number',
        detail: expect.stringMatching(/^No release has the number 9\. The latest: 1 \(/),
      },
    });
    expect((await w.ask('POST /v1/program/rollback', { body: {} })).status).toBe(400);
    expect(await w.ask('POST /v1/program/rollback', { body: { hash: 'zzz' } })).toMatchObject({
      status: 400,
      body: { pointer: '/hash', detail: 'a hash, or its first 7 characters at least' },
    });
    expect(
      (await w.ask('POST /v1/program/rollback', { body: { number: 1, hash: '0'.repeat(64) } })).status,
    ).toBe(400);
  });
});

describe('the list of journeys', () => {
  interface Listed {
    journeys: { id: string; steps: number }[];
    cursor?: string;
  }
  const list = (w: ReturnType<typeof world>, query: Record<string, string>) =>
    w.ask<Listed>('GET /v1/journeys', { query });

  test('pages through the live program by id, without gap or overlap', async () => {
    const w = world();
    await publish(w);
    const { body } = await list(w, {});
    const ids = body.journeys.map(({ id }) => id);
    expect(ids).toEqual(['browse-coupon', 'cart-reminder', 'hesitation', 'welcome']);
    expect(body.cursor).toBeUndefined();
    expect(body.journeys.at(-1)).toMatchObject({ id: 'welcome', purpose: 'marketing', steps: 1 });
    for (const limit of ['1', '2', '3', '4']) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = (await list(w, { limit, ...(cursor !== undefined && { cursor }) })).body;
        seen.push(...page.journeys.map(({ id }) => id));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(seen, limit).toEqual(ids);
    }
  });

  test('names the parameter of an unreadable cursor or limit, and is a 404 before the first publish', async () => {
    const w = world();
    expect((await list(w, {})).status).toBe(404);
    for (const query of [{ cursor: 'Not an id' }, { limit: '501' }] as Record<string, string>[]) {
      const { status, body } = await list(w, query);
      expect(status).toBe(400);
      expect(body).toMatchObject({ parameter: Object.keys(query)[0] });
    }
  });
});
