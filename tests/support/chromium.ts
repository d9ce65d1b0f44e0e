// A headless Chromium from the packages of the project: nothing is downloaded, and nothing has to be installed.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
const MODULES = join(import.meta.dirname, '..', '..', 'node_modules');
const PACKED = join(MODULES, '@sparticuz', 'chromium');

/** Why there is no browser on this machine; undefined: there is one. */
export const NO_CHROMIUM =
  process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : 'the packaged Chromium is built for Linux on x64';

/** The caller closes it. */
export async function launchChromium(): Promise<Browser> {
  const folder = await unpacked();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    // Not the arguments that the package recommends: they turn the same-origin policy off, and CORS with it.
    args: ['--no-sandbox', '--headless'],
    env: { ...process.env, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') },
  });
}

/** Unpacked once a version. Renaming the whole folder keeps a second test run from starting half a browser. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(PACKED, 'package.json'), 'utf8')) as { version: string };
  const cache = join(MODULES, '.cache');
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(join(cache, 'chromium-'));
  await inflateInto(scratch);
  await rename(scratch, folder).catch(() => rm(scratch, { recursive: true }));
  return folder;
}

/** The package unpacks into the system's folder for temporary files, so a process of its own has another one. */
async function inflateInto(folder: string): Promise<void> {
  const script = `
    import { inflate } from '@sparticuz/chromium';
    await Promise.all(process.argv.slice(1).map((file) => inflate(file)));
  `;
  const files = ['chromium.br', 'al2023.tar.br'].map((name) => join(PACKED, 'bin', name));
  const env = { ...process.env, TMPDIR: folder };
  await run(process.execPath, ['--input-type=module', '--eval', script, ...files], { cwd: MODULES, env });
}
