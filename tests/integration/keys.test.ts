// Write keys from the command line to the door, on the local cloud.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Backend, basic } from './backend.ts';

const backend = new Backend();
beforeAll(() => backend.start({ database: 'dynalite' }));
afterAll(() => backend.stop());

interface Key {
  id: string;
  key: string;
  works: boolean;
}

/** `cairn ... --json`, as admin by default; on failure returns its standard error. */
async function cairn<T>(args: string[], token = 'local-admin'): Promise<T> {
  const env = { ...process.env, CAIRN_URL: backend.cloud.url, CAIRN_TOKEN: token };
  const { stdout } = await promisify(execFile)(process.execPath, ['cli/cairn.js', '--json', ...args], {
    env,
  });
  return JSON.parse(stdout) as T;
}

const post = async (key: string) => {
  const body = { userId: 'k', event: 'Product Viewed', properties: { product_id: 'p' } };
  return (await backend.call('POST', '/v1/track', { body, headers: basic(key) })).status;
};

describe('a write key', () => {
  test('is accepted once made, and refused within a minute of being revoked', async () => {
    expect(await post('cairn_server_guessed')).toBe(401);
    const { id, key } = await cairn<Key>(['keys', 'create', '--scope', 'server', '--name', 'shop backend']);
    expect(await post(key)).toBe(200);
    await cairn(['keys', 'revoke', id]);
    await backend.advance('PT1M');
    expect(await post(key)).toBe(401);
  });

  test('of browser scope cannot book spend', async () => {
    const { key } = await cairn<Key>(['keys', 'create', '--scope', 'browser', '--name', 'shop pages']);
    const body = { rows: [{ date: '2026-11-20', channel: 'sms', amount: '1.00', currency: 'EUR' }] };
    expect((await backend.call('POST', '/v1/spend', { body, headers: basic(key) })).status).toBe(403);
  });

  test('is rotated: both keys work during the overlap, then only the new one', async () => {
    const old = await cairn<Key>(['keys', 'create', '--scope', 'server', '--name', 'warehouse']);
    const made = await cairn<Key>(['keys', 'rotate', old.id, '--overlap', 'PT2M']);
    expect([await post(old.key), await post(made.key)]).toEqual([200, 200]);
    await backend.advance('PT2M');
    expect([await post(old.key), await post(made.key)]).toEqual([401, 200]);
    const { keys } = await cairn<{ keys: Key[] }>(['keys', 'list']);
    const works = new Map(keys.map((key) => [key.id, key.works]));
    expect([works.get(old.id), works.get(made.id)]).toEqual([false, true]);
    expect(JSON.stringify(keys)).not.toContain(made.key);
  });

  test('is for admins, and wrong usage is answered with the right one', async () => {
    await expect(cairn(['keys', 'list'], 'local-marketer')).rejects.toThrow(/403 .*roles admin/);
    await expect(cairn(['keys', 'create', '--scope', 'admin', '--name', 'x'])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('server, browser'),
    });
    await expect(cairn(['keys', 'revoke', 'none'])).rejects.toThrow(/404 .*no key of that id/);
  });
});
