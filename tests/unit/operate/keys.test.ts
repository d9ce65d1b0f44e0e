// Write keys in the operators' API: the secret is shown once, the rest whenever an admin looks.
import { describe, expect, test } from 'vitest';
import { world } from './world.ts';

interface Shown {
  id: string;
  key?: string;
  last: string;
  works: boolean;
  revokedAt?: string;
  replacedBy?: string;
  replaces?: Shown;
}

const made = async (w: ReturnType<typeof world>) =>
  (await w.ask<Shown>('POST /v1/keys', { body: { scope: 'server', name: 'shop backend' } })).body;

describe('write keys', () => {
  test('are shown once, and listed without the keys themselves', async () => {
    const w = world();
    const { key = '', id, last } = await made(w);
    expect(key).toMatch(/^cairn_server_random1$/);
    expect(key.endsWith(last)).toBe(true);
    const listed = await w.ask<{ keys: Shown[] }>('GET /v1/keys');
    expect(listed.body.keys).toMatchObject([
      { id, scope: 'server', name: 'shop backend', createdBy: 'ann', works: true },
    ]);
    expect(JSON.stringify(listed.body)).not.toContain(key);
  });

  test('are rotated with an overlap: two are valid, then one', async () => {
    const w = world();
    const old = await made(w);
    const answer = await w.ask<Shown>('POST /v1/keys/{id}/rotate', {
      path: { id: old.id },
      body: { overlap: 'PT1H' },
    });
    expect(answer.body.key).not.toBe(old.key);
    expect(answer.body.replaces).toMatchObject({ id: old.id, works: true });
    expect(Date.parse(answer.body.replaces?.revokedAt ?? '')).toBe(w.clock() + 3_600_000);
    w.pass(3_600_000);
    const works = async () =>
      Object.fromEntries(
        (await w.ask<{ keys: Shown[] }>('GET /v1/keys')).body.keys.map((key) => [key.id, key.works]),
      );
    expect(await works()).toEqual({ [old.id]: false, [answer.body.id]: true });
    expect((await w.ask('POST /v1/keys/{id}/rotate', { path: { id: old.id } })).status).toBe(409);
  });

  test('are rotated once: a second rotation names the successor, and creates no key', async () => {
    const w = world();
    const { id } = await made(w);
    const rotate = (of: string) => w.ask<Shown>('POST /v1/keys/{id}/rotate', { path: { id: of } });
    const { body: next } = await rotate(id);
    expect(next.replaces).toMatchObject({ id, replacedBy: next.id });
    expect(await rotate(id)).toMatchObject({
      status: 409,
      body: { replacedBy: next.id, detail: expect.stringContaining(`${next.id} takes the place`) },
    });
    expect((await w.ask<{ keys: Shown[] }>('GET /v1/keys')).body.keys).toHaveLength(2);
    expect((await rotate(next.id)).status).toBe(200);
  });

  test('are rotated once if two rotations coincide: the loser leaves no valid key', async () => {
    const w = world();
    const { id } = await made(w);
    const rotate = () => w.ask<Shown>('POST /v1/keys/{id}/rotate', { path: { id } });
    const both = await Promise.all([rotate(), rotate()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const winner = both.find(({ status }) => status === 200)?.body.id;
    const { keys } = (await w.ask<{ keys: Shown[] }>('GET /v1/keys')).body;
    expect(keys.filter(({ works }) => works).map((key) => key.id)).toEqual([id, winner].toSorted());
  });

  test('that were revoked are not rotated', async () => {
    const w = world();
    const { id } = await made(w);
    await w.ask('DELETE /v1/keys/{id}', { path: { id } });
    const answer = await w.ask('POST /v1/keys/{id}/rotate', { path: { id } });
    expect(answer).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/ended at .* new one/) },
    });
  });

  test.each([
    ['P90D', 200],
    ['P12W', 200],
    ['P90DT1S', 400],
    ['P13W', 400],
    ['P400D', 400],
    ['P99999999999999999999D', 400],
  ])('an overlap of %s gets %i: at most ninety days', async (overlap, status) => {
    const w = world();
    const { id } = await made(w);
    const answer = await w.ask('POST /v1/keys/{id}/rotate', { path: { id }, body: { overlap } });
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body).toMatchObject({ pointer: '/overlap', detail: 'at most P90D' });
  });

  test('without a named overlap the old one is valid for a day', async () => {
    const w = world();
    const { id } = await made(w);
    const { body } = await w.ask<Shown>('POST /v1/keys/{id}/rotate', { path: { id } });
    expect(Date.parse(body.replaces?.revokedAt ?? '')).toBe(w.clock() + 86_400_000);
  });

  test('are revoked at once, also during an overlap', async () => {
    const w = world();
    const { id } = await made(w);
    await w.ask('POST /v1/keys/{id}/rotate', { path: { id } });
    const { body } = await w.ask<Shown>('DELETE /v1/keys/{id}', { path: { id } });
    expect(body).toMatchObject({ id, works: false, revokedAt: new Date(w.clock()).toISOString() });
  });

  test.each([
    [{ scope: 'admin', name: 'x' }, '/scope'],
    [{ scope: 'server' }, '/name'],
    [{ scope: 'server', name: ' ' }, '/name'],
    [{ scope: 'server', name: 'x', key: 'mine' }, ''],
  ])('%j is refused with a pointer', async (body, pointer) => {
    const answer = await world().ask('POST /v1/keys', { body });
    expect(answer.status).toBe(400);
    expect(answer.body['pointer']).toBe(pointer);
  });

  test('an overlap that is not a duration, and an unknown id, are refused', async () => {
    const w = world();
    const { id } = await made(w);
    const wrong = await w.ask('POST /v1/keys/{id}/rotate', { path: { id }, body: { overlap: '1 day' } });
    expect(wrong).toMatchObject({ status: 400, body: { pointer: '/overlap' } });
    for (const key of ['POST /v1/keys/{id}/rotate', 'DELETE /v1/keys/{id}'])
      expect((await w.ask(key, { path: { id: 'none' } })).status).toBe(404);
  });
});
