// What the guides show to be typed, against the local backend: blocks marked `bash`, and the first lines of an SDK. Blocks
// that need an AWS account, or that only show a form, are not marked.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { blocksOf, PAGES, ROOT } from '../support/documents.ts';
import { commandsOf, paste } from '../support/pasted.ts';

const MINUTE = 60_000;
let cloud: Cloud;
let folder: string;

const read = (path: string): Promise<Response> =>
  fetch(cloud.url + path, { headers: { authorization: 'Bearer local-admin' } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-guides-'));
  cloud = await startCloud({ program: 'cli/starter' });
}, MINUTE);

afterAll(async () => {
  await cloud.stop();
  await rm(folder, { recursive: true, force: true });
});

const guides = PAGES.filter((page) => page.startsWith('docs/guides/') && commandsOf(page).length > 0);

test.each(guides)('the commands of %s succeed', async (page) => {
  const { hash } = (await (await read('/v1/program')).json()) as { hash: string };
  const ran = await paste(commandsOf(page), cloud.port, { 'my-shop': join(folder, 'my-shop'), HASH: hash });
  expect(ran).not.toEqual([]);
  for (const { command, code, output } of ran) expect(code, `${command}\n${output}`).toBe(0);
});

test('the first lines of the guide for integrators post an event', async () => {
  expect((await read('/v1/profiles/user:42')).status).toBe(404);
  const [snippet] = blocksOf('docs/guides/integrate.md').filter(({ language }) => language === 'js');
  const text = snippet?.text.replace('http://127.0.0.1:8787', cloud.url) ?? '';
  expect(text).toContain(cloud.url);
  const node = spawn(process.execPath, ['--input-type=module'], {
    cwd: ROOT,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  node.stdin.end(`${text}\nawait analytics.closeAndFlush();\n`);
  expect(await once(node, 'exit')).toEqual([0, null]);
  await cloud.idle();
  expect((await read('/v1/profiles/user:42')).status).toBe(200);
});
