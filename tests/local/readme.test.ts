// The README from top to bottom, as somebody pastes it: every block marked `bash`, into one shell, on a free port. A block
// marked `text` shows what one of the commands before it prints; `...` stands for what differs each time.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocksOf, ROOT } from '../support/documents.ts';
import { commandsOf, paste, type Ran } from '../support/pasted.ts';

const MINUTE = 60_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const pattern = (line: string): RegExp => new RegExp(`^${line.split('...').map(literally).join('.*')}$`, 'm');

describe('the README', () => {
  let folder: string;
  let port: number;
  let ran: Ran[] = [];
  const blocks = blocksOf('README.md');
  // What is installed already is what the clean checkout would install.
  const commands = commandsOf('README.md').filter((command) => !/^npm ci\b/.test(command));
  const outputOf = (beginning: string): string => {
    const found = ran.filter(({ command }) => command.startsWith(beginning));
    expect(found, beginning).not.toEqual([]);
    return found.map(({ output }) => output).join('\n');
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cairn-readme-'));
    port = await freePort();
    ran = await paste(commands, port, { 'my-shop': join(folder, 'my-shop') });
  }, 4 * MINUTE);

  afterAll(async () => {
    // Where a command before `npm stop` failed so badly that the shell never came to it.
    await paste(['npm stop'], port);
    await rm(folder, { recursive: true, force: true });
    await rm(join(ROOT, `dist/local/npm-start-${port}.log`), { force: true });
    await rm(join(ROOT, `dist/local/logs/${port}`), { recursive: true, force: true });
  });

  test('works as written: each command succeeds', () => {
    expect(ran.length).toBeGreaterThan(10);
    for (const { command, code, output } of ran) expect(code, `${command}\n${output}`).toBe(0);
  });

  test('shows what the commands print', () => {
    const shown = blocks.flatMap(({ language, text }) =>
      language === 'text' ? text.trimEnd().split('\n') : [],
    );
    expect(shown.length).toBeGreaterThan(0);
    let printed = ran.map(({ output }) => output).join('\n');
    for (const line of shown) {
      const found = pattern(line).exec(printed);
      expect(found, `${line}\n\nin\n\n${printed}`).not.toBeNull();
      printed = printed.slice((found?.index ?? 0) + (found?.[0].length ?? 0));
    }
  });

  test('leads to a mail, a cut and a sound installation, and leaves nothing running', async () => {
    expect(outputOf('npx cairn check')).toContain('No findings.');
    expect(outputOf('curl localhost:8787/_local/outbox')).toContain('"to":"ana@example.com"');
    expect(outputOf('npm run traffic')).not.toContain('No cut yet');
    expect(outputOf('npx cairn budgets')).toMatch(/^sms .*\b6400\.00 EUR/m);
    expect(outputOf('npx cairn report roi')).toMatch(/sms: spend \d/);
    expect(outputOf('npx cairn doctor')).not.toMatch(/^problem/m);
    await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  });
});
