// The command line as people use it: its output, and the exit code for scripts.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface Run {
  code: number;
  out: string;
  err: string;
}

const NOWHERE = 'http://127.0.0.1:9';
const cairn = (...args: string[]): Promise<Run> => cairnAt(NOWHERE, ...args);

function cairnAt(url: string, ...args: string[]): Promise<Run> {
  const env = { ...process.env, CAIRN_URL: url };
  return new Promise((resolve) => {
    execFile(process.execPath, ['cli/cairn.js', ...args], { env }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cairn-cli-'));
});
afterAll(() => rm(dir, { recursive: true }));

describe('cairn', () => {
  test('a new program checks without findings and points editors at its schemas', async () => {
    const target = join(dir, 'new');
    expect((await cairn('init', target)).code).toBe(0);
    expect(await cairn('check', target)).toMatchObject({ code: 0, out: 'No findings.\n' });
    const journey = JSON.parse(await readFile(join(target, 'journeys/welcome.json'), 'utf8'));
    const schema = JSON.parse(await readFile(join(target, 'journeys', journey.$schema), 'utf8'));
    expect(schema.$schema).toContain('json-schema.org');
  });

  test('init refuses a directory that is not empty', async () => {
    await writeFile(join(dir, 'mine.txt'), 'mine');
    const run = await cairn('init', dir);
    expect(run).toMatchObject({ code: 2 });
    expect(run.err).toContain('is not empty');
  });

  test('check reports file, pointer and mistake, and exits 1', async () => {
    const target = join(dir, 'broken');
    await cairn('init', target);
    const file = join(target, 'journeys/welcome.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"welcome-mail"', '"nope"'));
    const run = await cairn('--json', 'check', target);
    expect(run.code).toBe(1);
    expect(JSON.parse(run.out).findings).toEqual([
      {
        file: 'journeys/welcome.json',
        pointer: '/steps/mail/template',
        detail: 'there is no templates/nope.json',
        line: 15,
        column: 19,
      },
    ]);
  });

  test('the sample program has no findings', async () => {
    expect(await cairn('check', 'examples/shop')).toMatchObject({ code: 0 });
  });

  test.each([[['check']], [['no-such-command']], [['check', '/does/not/exist']]])(
    'wrong usage %j exits 2',
    async (args) => {
      expect((await cairn(...args)).code).toBe(2);
    },
  );

  test('help exits 0', async () => {
    expect((await cairn('publish', '--help')).code).toBe(0);
  });

  test('a backend that does not respond is reported in words', async () => {
    const run = await cairn('why', 'user:42');
    expect(run.code).toBe(1);
    expect(run.err).toContain('Is the backend running');
  });
});

describe('an id that would lead to another path', () => {
  test.each([
    [['keys', 'revoke', '']],
    [['keys', 'revoke', 'a/../b']],
    [['keys', 'rotate', '..']],
    [['quarantine', 'release', '../x']],
    [['why', '']],
  ])('%j is wrong usage, and no request is made', async (args) => {
    const run = await cairn(...args);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toContain(`${JSON.stringify(args.at(-1))} is no `);
  });
});

test.each(['notaurl', 'localhost:8787', 'file:///etc'])(
  'CAIRN_URL=%s is reported as not a URL',
  async (url) => {
    expect(await cairnAt(url, 'keys', 'list')).toMatchObject({
      code: 2,
      err: expect.stringContaining(`CAIRN_URL is no URL: ${url}`),
    });
  },
);

/** Runs a command against a server that gives this response to every request. */
async function answered(status: number, type: string, body: string, ...args: string[]): Promise<Run> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  try {
    return await cairnAt(`http://127.0.0.1:${port}`, ...args);
  } finally {
    server.close();
  }
}

describe('a response', () => {
  const problem = (status: number, more: object) =>
    [status, 'application/problem+json', JSON.stringify({ title: 'Bad request', status, ...more })] as const;
  const ofName = { detail: 'what uses it', errors: [{ pointer: '/name', detail: 'what uses it' }] };
  const create = ['keys', 'create', '--scope', 'server', '--name', ''];

  test('to why without decisions is printed in its words', async () => {
    const silent = { journey: 'nope', text: 'The live program has no journey of this name.', decisions: [] };
    const body = JSON.stringify({
      profile: `u-${'x'.repeat(22)}`,
      journeys: [silent],
      consent: [],
      complete: true,
    });
    const run = await answered(200, 'application/json', body, 'why', 'user:bo', '--journey', 'nope');
    expect(run).toMatchObject({ code: 0, out: 'nope\n  The live program has no journey of this name.\n' });
  });

  test('with a reason tells the times of consents in words, as those of decisions', async () => {
    const said = { at: '2026-11-20T09:00:00.000Z', text: 'Consent given', purpose: 'p', channel: 'email' };
    const consent = [{ ...said, given: true, counts: true }];
    const body = JSON.stringify({ profile: 'u-1', journeys: [], consent, complete: true });
    const run = await answered(200, 'application/json', body, 'why', 'user:bo');
    expect(run.out).toContain('Consent\n  20 November 2026 at 09:00 UTC  Consent given\n');
  });

  test('with releases is a line each, and the live one is marked', async () => {
    const one = { hash: 'abcdef0123456789', publishedAt: '2026-11-20T09:00:00.000Z', by: 'ann' };
    const releases = [
      { ...one, number: 2, note: 'autumn', live: true },
      { ...one, number: 1, live: false },
    ];
    const run = await answered(200, 'application/json', JSON.stringify({ releases }), 'releases');
    expect(run.out).toBe(
      '2 (live)  abcdef012345  20 November 2026 at 09:00 UTC  by ann  autumn\n1  abcdef012345  20 November 2026 at 09:00 UTC  by ann\n',
    );
  });

  test('with budgets is a line each: what is in force, left, spent, and waits', async () => {
    const eur = (amount: string) => ({ amount, currency: 'EUR' });
    const sms = {
      ...{ id: 'sms', channel: 'sms', period: '2026-11-01', endsAt: '2026-12-01T00:00:00.000Z' },
      ...{ amount: eur('100.00'), inForce: eur('80.00'), left: eur('30.00'), spent: eur('50.00') },
      ...{ proposed: [3], alerts: 1 },
    };
    const run = await answered(200, 'application/json', JSON.stringify({ budgets: [sms] }), 'budgets');
    expect(run.out).toBe(
      'sms  sms  since 2026-11-01  in force 80.00 EUR of 100.00 EUR, left 30.00 EUR, spent 50.00 EUR, waits for a person: #3, 1 alert\n',
    );
  });

  test('of 400 is wrong usage, and its detail is printed once', async () => {
    const run = await answered(...problem(400, ofName), ...create);
    expect(run).toMatchObject({ code: 2, err: '400 Bad request\n/name: what uses it\n' });
  });

  test('of a refusal is not wrong usage, and keeps a detail that no error repeats', async () => {
    const run = await answered(...problem(409, { detail: 'It ended.' }), 'keys', 'rotate', 'k1');
    expect(run).toMatchObject({ code: 1, err: '409 Bad request: It ended.\n' });
  });

  test.each([
    [404, '', 'without a word'],
    [404, '{"message":"Not Found"}', 'Not Found'],
    [200, '<html>Welcome</html>', 'Welcome'],
    [502, 'null', 'Try again'],
  ])('of %i %j, which Cairn never gives, is explained in words', async (status, body, words) => {
    const run = await answered(status, 'text/plain', body, 'keys', 'list');
    expect(run.code).toBe(1);
    expect(run.err).toMatch(new RegExp(`^http://127.0.0.1:\\d+ answered ${status} \\w`));
    expect(run.err).toContain(words);
  });

  test('with an error is printed as JSON under --json, with the whole problem', async () => {
    const run = await answered(...problem(400, ofName), '--json', ...create);
    expect(JSON.parse(run.err)).toMatchObject({
      error: '400 Bad request\n/name: what uses it',
      problem: ofName,
    });
  });
});

test.each([
  [['--json', 'keys', 'create', '--scope', 'admin', '--name', 'x'], 'Allowed choices are server, browser'],
  [['--json', 'no-such-command'], 'unknown command'],
  [['--json', 'check', '/does/not/exist'], 'is not a directory'],
  [['keys', 'revoke', '', '--json'], 'is no id'],
])('%j reports wrong usage as JSON, and prints nothing else', async (args, words) => {
  const run = await cairn(...args);
  expect(run).toMatchObject({ code: 2, out: '' });
  expect(JSON.parse(run.err)).toEqual({ error: expect.stringContaining(words) });
});

test('a mended event that is not UTF-8 is not posted', async () => {
  const file = join(dir, 'mended.json');
  await writeFile(file, Buffer.from('{"userId":"j\u00f6rg"}', 'latin1'));
  const run = await cairn('quarantine', 'release', 'q-1', '--mended', file);
  expect(run).toMatchObject({ code: 2, err: expect.stringContaining('is not UTF-8') });
});
