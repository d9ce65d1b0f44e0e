// `cairn publish` says what it will do, and asks before a live journey with people inside goes.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { confirm } from '../../../cli/confirm.ts';
import { checkDirectory } from '../../../cli/program-files.ts';
import { inMemoryProgramStore } from '../../../lib/adapters/in-memory/program-store.ts';
import { diffProgram } from '../../../lib/application/program/diff-program.ts';
import type { Program } from '../../../schemas/documents.ts';

interface Run {
  code: number;
  out: string;
  err: string;
}
interface Posted {
  files: Record<string, unknown>;
  expect?: number;
}

let dir: string;
let live: Program | undefined;
let posted: Posted[];
let answer: object;
let server: Server;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cairn-publish-'));
  await cp('examples/shop', dir, { recursive: true });
  live = (await checkDirectory(dir)).program;
  posted = [];
  answer = {};
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const release = { number: 4, hash: 'abc', publishedAt: '2026-01-01T00:00:00.000Z', by: 'ann' };
      const body: Posted = JSON.parse(Buffer.concat(chunks).toString());
      const isDiff = request.url?.endsWith('/diff') === true;
      if (!isDiff) posted.push(body);
      void (isDiff ? differences(body.files) : Promise.resolve({ ...release, ...answer })).then((said) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(said));
      });
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterEach(async () => {
  server.close();
  await rm(dir, { recursive: true });
});

/** As the API answers. */
async function differences(files: Record<string, unknown>) {
  const release = { number: 3, hash: 'live', publishedAt: 0, by: 'ann' };
  const programs = {
    ...inMemoryProgramStore(),
    current: async () => live && release,
    load: async () => live as Program,
  };
  const compared = await diffProgram({ programs, hash: async (value) => value }, files);
  return compared.status === 'compared' ? compared.diff : compared;
}

function cairn(...args: string[]): Promise<Run> {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const env = { ...process.env, CAIRN_URL: `http://127.0.0.1:${port}` };
  return new Promise((resolve) => {
    execFile(process.execPath, ['cli/cairn.js', ...args], { env }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

const write = (file: string, content: object) => writeFile(join(dir, file), JSON.stringify(content));

describe('publish', () => {
  test('says what it adds and changes, on top of the release that it compared with', async () => {
    await write('segments.md', {});
    await write('channels/affiliate.json', { id: 'affiliate' });
    await write('templates/cart-push.json', { id: 'cart-push', channel: 'push', title: 'New', text: 'x' });
    const run = await cairn('publish', dir);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toBe(
      'added channels/affiliate.json\nchanged templates/cart-push.json\nRelease 4 is live: abc\n',
    );
    expect(posted[0]?.expect).toBe(3);
    expect(Object.keys(posted[0]?.files ?? {})).not.toContain('segments.md');
  });

  test('says that everything is new where nothing was live', async () => {
    live = undefined;
    const run = await cairn('publish', dir);
    expect(run.out).toContain('added journeys/welcome.json\n');
    expect(run.code).toBe(0);
    expect(posted[0]).not.toHaveProperty('expect');
  });

  test('refuses to remove a live journey where nobody can be asked', async () => {
    await rm(join(dir, 'journeys/welcome.json'));
    await rm(join(dir, 'journeys/hesitation.json'));
    const run = await cairn('publish', dir);
    expect(run).toMatchObject({ code: 1, out: '' });
    expect(run.err).toBe(
      'journeys/hesitation.json, journeys/welcome.json would be removed. People may be inside, and it ends for them. Nothing was published; say --yes if that is meant.\n',
    );
    expect(posted).toEqual([]);
    const inJson = await cairn('--json', 'publish', dir);
    expect(JSON.parse(inJson.err)).toMatchObject({ changes: [{ change: 'removed' }, { change: 'removed' }] });
  });

  test('removes a live journey with --yes, and what nobody can be inside without', async () => {
    await rm(join(dir, 'journeys/welcome.json'));
    const run = await cairn('publish', dir, '--yes');
    expect(run).toMatchObject({ code: 0, out: expect.stringContaining('removed journeys/welcome.json\n') });
    live = { ...(live as Program), segments: { old: { id: 'old', if: { did: 'A' } } } };
    await cp('examples/shop', dir, { recursive: true });
    expect(await cairn('publish', dir)).toMatchObject({ code: 0 });
  });

  test('says that nothing changed', async () => {
    answer = { number: 3, unchanged: true };
    expect((await cairn('publish', dir)).out).toBe('Nothing changed: release 3 is live already: abc\n');
    expect((await cairn('rollback', 'abc')).out).toBe('Nothing changed: release 3 is live already: abc\n');
  });

  test('warns, and with --strict refuses what it warns of', async () => {
    await write('segments.yaml', {});
    const run = await cairn('publish', dir);
    expect(run).toMatchObject({ code: 0, out: expect.stringMatching(/^warning: segments\.yaml: /) });
    const strict = await cairn('publish', dir, '--strict');
    expect(strict).toMatchObject({ code: 1, err: expect.stringContaining('segments.yaml') });
    expect(posted).toHaveLength(1);
  });
});

describe('check', () => {
  test('ends well with warnings, and with --strict does not', async () => {
    await write('segments.yaml', {});
    const run = await cairn('check', dir);
    expect(run.code).toBe(0);
    expect(run.out).toBe('warning: segments.yaml: is not part of the program\nNo findings.\n');
    expect(await cairn('check', dir, '--strict')).toMatchObject({ code: 1, err: '1 finding\n' });
    expect(JSON.parse((await cairn('check', dir, '--json')).out)).toEqual({
      findings: [],
      warnings: [{ file: 'segments.yaml', pointer: '', detail: 'is not part of the program' }],
    });
  });

  test('prints file, line and column', async () => {
    await writeFile(join(dir, 'channels/sms.json'), '{\n  "id": "sms",\n  "price": 8\n}');
    expect((await cairn('check', dir)).out).toMatch(
      /^channels\/sms\.json:3:12 \/price: takes a text, not a number/,
    );
  });
});

describe('the question', () => {
  const asked = async (reply: string, isTTY = true) => {
    const input = Object.assign(new PassThrough(), { isTTY });
    const output = new PassThrough();
    const answered = confirm(['removed journeys/a.json'], 'Publish?', { input, output });
    input.write(`${reply}\n`);
    return { yes: await answered, shown: String(output.read() ?? '') };
  };

  test.each([
    ['y', true],
    ['YES', true],
    ['', false],
    ['n', false],
    ['yet', false],
  ])('answered %j is %j', async (reply, yes) => {
    expect((await asked(reply)).yes).toBe(yes);
  });

  test('shows what would happen first, and is not asked of a script', async () => {
    expect((await asked('y')).shown).toMatch(/^removed journeys\/a\.json\nPublish\? \[y\/N\] /);
    expect(await asked('y', false)).toEqual({ yes: undefined, shown: '' });
  });
});
