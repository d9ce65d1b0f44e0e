// npm start from a person's point of view: it reports when it is ready, serves the product, and leaves nothing
// behind.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const MINUTE = 60_000;
let child: ChildProcess | undefined;

afterEach(() => {
  child?.kill('SIGKILL');
});

/** `npm start` on a port, and its output so far. */
function start(port: number | string, ...more: string[]) {
  const options = { cwd: ROOT, env: { ...process.env, PORT: String(port) }, stdio: 'pipe' as const };
  const npm = spawn('npm', ['start', '--', ...more], options);
  child = npm;
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const exited = new Promise<number | null>((done) => npm.once('exit', done));
  const says = async (text: string) => {
    const ended = exited.then(() => true);
    while (!output.includes(text)) {
      if (await Promise.race([ended, new Promise((done) => setTimeout(done, 50, false))])) break;
    }
    return output;
  };
  return { npm, exited, says };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/** Processes whose environment names this port: everything a start with it began. Linux only. */
async function startedWith(port: number): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(`PORT=${port}`)) found.push(pid);
  }
  return found;
}

test(
  'it reports that it is ready, serves the API, and ends with everything it started when only npm is signalled',
  async () => {
    const port = await freePort();
    const { npm, says } = start(port);
    const output = await says('Ctrl-C');
    expect(output).toContain('Cairn is ready');
    expect(output).toContain(`http://127.0.0.1:${port}/_local/outbox`);
    expect(output).toContain(`CAIRN_URL=http://127.0.0.1:${port} npx cairn why user:ann`);
    expect(output).toContain(`CAIRN_URL=http://127.0.0.1:${port} npm run traffic`);
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
    npm.kill('SIGTERM');
    if (process.platform !== 'linux') return;
    await expect.poll(() => startedWith(port), { timeout: 15_000 }).toEqual([]);
  },
  2 * MINUTE,
);

test(
  'in the background it outlives the shell that started it, and npm stop ends it with the reason in its log',
  async () => {
    const port = await freePort();
    const run = (command: string) =>
      promisify(execFile)('bash', ['-c', command], {
        cwd: ROOT,
        env: { ...process.env, PORT: String(port) },
      }).catch((error: { code: number; stdout: string; stderr: string }) => error);
    const started = await run('npm start -- --background');
    expect(started).not.toHaveProperty('code');
    expect(started.stdout).toContain('Cairn is ready');
    expect(started.stdout).toContain(`PORT=${port} npm stop`);
    // The shell and npm are gone.
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
    const log = join(ROOT, 'dist/local', `npm-start-${port}.log`);

    const second = await run('npm start -- --background');
    expect(second).toMatchObject({ code: 1, stdout: expect.stringContaining(`Port ${port} is taken`) });
    expect(await readFile(log, 'utf8')).toContain('Cairn is ready');

    expect(await run('npm stop')).not.toHaveProperty('code');
    expect(await readFile(log, 'utf8')).toContain('Cairn has ended, with exit code 0: npm stop.');
    expect(await run('npm stop')).toMatchObject({ code: 1, stderr: expect.stringContaining('No local') });
    await rm(log);
    if (process.platform === 'linux')
      await expect.poll(() => startedWith(port), { timeout: 15_000 }).toEqual([]);
  },
  2 * MINUTE,
);

test.runIf(process.platform === 'linux')(
  'it goes on when the shell is gone that npm was started from, and says why it ends',
  async () => {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'cairn-start-'));
    const log = join(folder, 'log');
    const health = () =>
      fetch(`http://127.0.0.1:${port}/health`).then(
        ({ status }) => status,
        () => 0,
      );
    const command = `npm start -- --port ${port} > ${log} 2>&1 & echo $!
      until grep -q 'Cairn is ready' ${log}; do sleep 0.2; done`;
    const { stdout } = await promisify(execFile)('bash', ['-c', command], { cwd: ROOT });
    const npm = Number(stdout);
    try {
      // Longer than it takes to see that a parent is gone.
      await new Promise((done) => setTimeout(done, 1500));
      expect(await health()).toBe(200);
    } finally {
      process.kill(npm);
    }
    await expect
      .poll(() => readFile(log, 'utf8'), { timeout: 15_000 })
      .toContain('Cairn has ended, with exit code 0: the npm that started it is gone.');
    expect(await health()).toBe(0);
    await rm(folder, { recursive: true });
  },
  2 * MINUTE,
);

test(
  'a taken port is reported in one line that names the way out',
  async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const { exited, says } = start(port, '--database', 'dynalite');
    expect(await says('is taken')).toContain(`Port ${port} is taken: PORT=${port + 1} npm start`);
    expect(await exited).toBe(1);
    other.close();
  },
  2 * MINUTE,
);

test.each([
  ['8787', ['--no-such-flag'], '--no-such-flag'],
  ['8787', ['--database', 'mysql'], 'dynamodb-local or dynalite, not mysql'],
  ['abc', [], 'PORT is a whole number from 0 to 65535, not abc'],
  ['8787', ['--port', '65536'], '--port is a whole number from 0 to 65535, not 65536'],
  ['99999', [], 'PORT is a whole number from 0 to 65535, not 99999'],
])('PORT=%s and %j are wrong usage: a sentence, the usage, and exit code 2', async (port, args, sentence) => {
  const { exited, says } = start(port, ...args);
  const output = await says('--program DIR');
  expect(output).toContain(sentence);
  expect(output).toContain('--program DIR');
  expect(output).not.toMatch(/^\s+at /m);
  expect(await exited).toBe(2);
});

test('--help lists the options, and starts nothing', async () => {
  const { exited, says } = start('8787', '--help');
  expect(await says('--program DIR')).toContain('--database dynamodb-local|dynalite');
  expect(await exited).toBe(0);
});
