// Signing in from the command line, against an issuer on loopback.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startInstallation } from './oidc.ts';

let there: Awaited<ReturnType<typeof startInstallation>>;
let config: string;
beforeEach(async () => {
  there = await startInstallation();
  config = await mkdtemp(join(tmpdir(), 'cairn-config-'));
});
afterEach(async () => {
  await there.stop();
  await rm(config, { recursive: true });
});

interface Run {
  code: number | null;
  out: string;
  err: string;
}

/** `browser`: visits the printed address, as a person's browser would. */
function cairn(args: string[], browser?: (address: string) => unknown): Promise<Run> {
  const { CAIRN_TOKEN: _, ...rest } = process.env;
  const env = { ...rest, CAIRN_URL: there.url, XDG_CONFIG_HOME: config };
  const child = spawn(process.execPath, ['cli/cairn.js', ...args], { env });
  const run: Run = { code: null, out: '', err: '' };
  child.stdout.on('data', (text) => {
    run.out += text;
  });
  let visited = false;
  child.stderr.on('data', (text) => {
    run.err += text;
    const address = /^http\S+authorize\S+$/m.exec(run.err)?.[0];
    if (!address || visited) return;
    visited = true;
    void browser?.(address);
  });
  return new Promise((done) => child.on('close', (code) => done({ ...run, code })));
}

const login = (browser: (address: string) => unknown = (address) => fetch(address)) =>
  cairn(['login', '--no-browser', '--port', '0'], browser);
const file = () => join(config, 'cairn/tokens.json');
const stored = async () => JSON.parse(await readFile(file(), 'utf8'))[there.url];

describe('login', () => {
  test('comes back to 127.0.0.1 with state and S256, and keeps the token for its owner alone', async () => {
    const run = await login();
    expect(run).toMatchObject({ code: 0, out: expect.stringContaining(`Signed in at ${there.url}`) });
    const asked = Object.fromEntries(there.seen.authorize ?? []);
    expect(asked).toMatchObject({ response_type: 'code', client_id: 'cli', code_challenge_method: 'S256' });
    expect(asked['redirect_uri']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    expect(asked['state']).toMatch(/^\S{20,}$/);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect((await stat(join(config, 'cairn'))).mode & 0o777).toBe(0o700);
    expect(await stored()).toMatchObject({ token: 'header.1.signature', refreshToken: 'refresh-1' });
    expect(await cairn(['--json', 'keys', 'list'])).toMatchObject({ code: 0 });
    expect(there.seen.authorizations).toEqual(['Bearer header.1.signature']);
  });

  test('takes no answer with another state', async () => {
    let forged: number | undefined;
    const run = await login(async (address) => {
      const back = new URL(address).searchParams.get('redirect_uri');
      forged = (await fetch(`${back}?code=stolen&state=guessed`)).status;
      await fetch(address);
    });
    expect(forged).toBe(400);
    expect(run.code).toBe(0);
    expect(there.seen.grants).toEqual(['authorization_code']);
  });

  test('says in the issuer’s words why somebody is not let in, and keeps nothing', async () => {
    there.settings.refuses = true;
    expect(await login()).toMatchObject({ code: 1, err: expect.stringContaining('Ann is not allowed in') });
    await expect(stored()).rejects.toThrow();
  });

  test('renews a token that is about to end, with the newest refresh token', async () => {
    there.settings.expiresIn = 30;
    await login();
    for (let n = 0; n < 2; n += 1) await cairn(['--json', 'keys', 'list']);
    expect(there.seen.authorizations).toEqual(['Bearer header.2.signature', 'Bearer header.3.signature']);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  test('that is over says so, and sends no token', async () => {
    there.settings.expiresIn = 30;
    await login();
    await writeFile(
      file(),
      JSON.stringify({ [there.url]: { ...(await stored()), refreshToken: 'revoked' } }),
    );
    const run = await cairn(['--json', 'keys', 'list']);
    expect(run).toMatchObject({ code: 1, err: expect.stringContaining('npx cairn login') });
    expect(there.seen.authorizations).toEqual([]);
  });

  test.each(['file:///opt/anything', 'ms-settings:about', 'javascript:alert(1)'])(
    'opens nothing but a web page: %s',
    async (page) => {
      there.settings.page = page;
      const run = await login();
      expect(run).toMatchObject({ code: 1, err: expect.stringContaining('no web page') });
      expect(run.err).not.toContain('Sign in at');
    },
  );

  test('refuses an issuer that is reached in plain', async () => {
    const args = ['login', '--no-browser', '--issuer', 'http://id.example.com', '--client-id', 'cli'];
    expect(await cairn(args)).toMatchObject({ code: 2, err: expect.stringContaining('is not https') });
  });
});

test('logout forgets the token; on loopback the local admin is used again', async () => {
  await login();
  expect((await cairn(['logout'])).out).toContain('Signed out');
  expect(await stored()).toBeUndefined();
  await cairn(['--json', 'keys', 'list']);
  expect(there.seen.authorizations).toEqual(['Bearer local-admin']);
});

test('a remote installation gets no token of the local backend', async () => {
  const { CAIRN_TOKEN: _, ...rest } = process.env;
  const env = { ...rest, CAIRN_URL: 'https://api.cairn.invalid', XDG_CONFIG_HOME: config };
  const child = spawn(process.execPath, ['cli/cairn.js', 'keys', 'list'], { env });
  let err = '';
  child.stderr.on('data', (text) => {
    err += text;
  });
  expect(await new Promise((done) => child.on('close', done))).toBe(1);
  expect(err).toContain('Nobody is signed in');
});
