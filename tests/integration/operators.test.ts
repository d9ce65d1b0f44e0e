// Operators over HTTP: who may do what, publishing and rolling back, profiles without addresses, and the same events
// from the bus.

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { customer, onEachDatabase } from './backend.ts';

const run = promisify(execFile);

onEachDatabase((backend) => {
  const cairn = async (...args: string[]) => {
    const env = { ...process.env, CAIRN_URL: backend.url, CAIRN_TOKEN: 'local-admin' };
    return (await run(process.execPath, ['cli/cairn.js', ...args], { env })).stdout;
  };

  test('a missing or bad token is a 401, the wrong role a 403', async () => {
    expect((await backend.call('GET', '/v1/program')).status).toBe(401);
    expect(
      (await backend.call('GET', '/v1/program', { headers: { authorization: 'Bearer nonsense' } })).status,
    ).toBe(401);
    expect((await backend.as('viewer', 'POST', '/v1/program/publish', { files: {} })).status).toBe(403);
    expect(
      (await backend.as('marketer', 'POST', '/v1/budgets/sms/adjust', { amount: '1.00 EUR', reason: 'x' }))
        .status,
    ).toBe(403);
    expect((await backend.as('viewer', 'DELETE', '/v1/keys/none')).status).toBe(403);
    expect((await backend.as('viewer', 'GET', '/v1/program')).status).toBe(200);
  });

  test('health and openapi.json are public', async () => {
    expect((await backend.call('GET', '/health')).status).toBe(200);
    const { body } = await backend.call<{ openapi: string; paths: object }>('GET', '/v1/openapi.json');
    expect(body.openapi).toMatch(/^3\./);
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/v1/program/publish',
        '/v1/profiles/{address}/why',
        '/v1/budgets/{id}/decisions',
      ]),
    );
  });

  test('a program is checked, published, changed and rolled back from the command line', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'cairn-program-'));
    try {
      await cp('examples/shop', dir, { recursive: true });
      const before = await backend.as<{ number: number; hash: string }>('viewer', 'GET', '/v1/program');
      const file = join(dir, 'templates/welcome-mail.json');
      await writeFile(file, (await readFile(file, 'utf8')).replace('Welcome to', 'Hello from'));
      expect(await cairn('publish', dir)).toContain(`Release ${before.body.number + 1} is live`);
      const first = await customer(backend, ['email']);
      expect((await backend.outbox(first.email))[0]?.subject).toBe('Hello from Sample shop');
      expect(await cairn('rollback', before.body.hash)).toContain(
        `Release ${before.body.number + 2} is live`,
      );
      const second = await customer(backend, ['email']);
      expect((await backend.outbox(second.email))[0]?.subject).toBe('Welcome to Sample shop');
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  test('a program with findings is refused with file and pointer', async () => {
    const files = { 'program.json': { currency: 'EUR', timeZone: 'Nowhere/Land', purposes: {} } };
    const { status, body } = await backend.as<{ errors: object[] }>(
      'marketer',
      'POST',
      '/v1/program/publish',
      { files },
    );
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ file: 'program.json', pointer: '/timeZone' }]);
  });

  test('a profile is found by each of its identifiers, and shows no address', async () => {
    const { userId, email, phone } = await customer(backend, ['email']);
    const ids = new Set<string>();
    for (const address of [`user:${userId}`, `email:${email}`, `phone:${phone}`]) {
      const { status, body } = await backend.as<{ id: string }>(
        'viewer',
        'GET',
        `/v1/profiles/${encodeURIComponent(address)}`,
      );
      expect(status).toBe(200);
      ids.add(body.id);
      const shown = JSON.stringify(body);
      expect(shown).not.toContain(email);
      expect(shown).not.toContain(phone);
    }
    expect(ids.size).toBe(1);
  });

  test('cursors that no list gave and parameters that no route has are refused, with a pointer', async () => {
    for (const path of [
      'quarantine?cursor=',
      'keys?cursor=',
      'quarantine?cursor=junk',
      'keys?cursor=junk',
      'releases?cursor=7.x',
    ])
      expect(await backend.as('admin', 'GET', `/v1/${path}`)).toMatchObject({
        status: 400,
        body: { pointer: '/cursor' },
      });
    const twice = await backend.as('admin', 'GET', '/v1/keys?limit=1&limit=1');
    expect(twice).toMatchObject({ status: 400, body: { pointer: '/limit' } });
    const typo = await backend.as('admin', 'GET', '/v1/keys?limits=1');
    expect(typo).toMatchObject({
      status: 400,
      body: { pointer: '/limits', detail: expect.stringContaining('mean limit?') },
    });
  });

  test.each(['eu/de/7', '100%', 'a%2Fb', 'süß.x', 'b/why'])(
    'a profile whose user id is %s is found by the command line and over HTTP',
    async (userId) => {
      await backend.post({ type: 'track', userId, event: 'Product Added', properties: { price: 30 } });
      expect(await cairn('why', `user:${userId}`)).toContain('Entered: property price is at least 20');
      const encoded = encodeURIComponent(encodeURIComponent(`user:${userId}`));
      expect((await backend.as('viewer', 'GET', `/v1/profiles/${encoded}/timeline`)).status).toBe(200);
    },
  );

  test('a diff is clean right after a publish, also of operands that are stored as hashes', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'cairn-program-'));
    try {
      await cp('examples/shop', dir, { recursive: true });
      const before = await backend.as<{ hash: string }>('viewer', 'GET', '/v1/program');
      const segment = { id: 'her', if: { trait: 'email', eq: 'Mia@Example.com' } };
      await mkdir(join(dir, 'segments'), { recursive: true });
      await writeFile(join(dir, 'segments/her.json'), JSON.stringify(segment));
      await expect(cairn('diff', dir)).rejects.toMatchObject({
        code: 1,
        stdout: 'added segments/her.json\n',
      });
      await cairn('publish', dir);
      expect(await cairn('diff', dir)).toContain('Nothing differs');
      await cairn('rollback', before.body.hash);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  test('the doctor finds nothing wrong with the local backend', async () => {
    expect(await cairn('doctor')).toMatch(/ok {7}dead letters/);
  });

  test('why explains which conditions let a send pass and which held one back', async () => {
    const { userId } = await customer(backend, ['email']);
    await backend.post({
      type: 'track',
      userId,
      event: 'Product Added',
      properties: { product_id: 'p', price: 5 },
    });
    const out = await cairn('why', `user:${userId}`);
    expect(out).toContain('welcome');
    expect(out).toContain('cart-reminder');
    const held = await backend.as('viewer', 'GET', `/v1/profiles/user:${userId}/why?journey=cart-reminder`);
    expect(JSON.stringify(held.body)).toContain('price');
  });
});
