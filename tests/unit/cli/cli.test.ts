// The command line as a person meets it: what it says, and the exit code a script sees.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface Run {
  code: number;
  out: string;
  err: string;
}

const nowhere = { ...process.env, CAIRN_URL: 'http://127.0.0.1:9' };

function cairn(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['cli/cairn.js', ...args], { env: nowhere }, (error, out, err) => {
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

  test('init leaves a directory alone that holds something', async () => {
    await writeFile(join(dir, 'mine.txt'), 'mine');
    const run = await cairn('init', dir);
    expect(run).toMatchObject({ code: 2 });
    expect(run.err).toContain('is not empty');
  });

  test('check names file, pointer and what is wrong, and exits 1', async () => {
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

  test('a backend that does not answer is said in words', async () => {
    const run = await cairn('why', 'user:42');
    expect(run.code).toBe(1);
    expect(run.err).toContain('Is the backend running');
  });
});
