// Bundles the functions and synthesizes the stacks when any of their inputs has changed since the last build: `npm
// run synth` takes seconds, checking whether it is needed takes milliseconds.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const INPUTS = ['bin', 'lib', 'functions', 'schemas', 'cdk.json', 'package-lock.json', 'tsconfig.json'];
const LOCK_POLL_MS = 100;

/** Returns the folder of an up-to-date cloud assembly, building it first where needed. */
export async function ensureBuilt(root: string): Promise<string> {
  const assembly = join(root, 'cdk.out');
  const mark = join(root, 'dist/local/built-from');
  const fresh = async (hash: string) =>
    existsSync(join(assembly, 'manifest.json')) && (await readFile(mark, 'utf8').catch(() => '')) === hash;
  const hash = await hashOf(root);
  if (await fresh(hash)) return assembly;
  await mkdir(join(root, 'dist/local'), { recursive: true });
  const unlock = await lock(join(root, 'dist/local/building.pid'));
  try {
    if (await fresh(hash)) return assembly;
    await rm(mark, { force: true });
    await synth(root);
    await writeFile(mark, hash);
    return assembly;
  } finally {
    await unlock();
  }
}

async function hashOf(root: string): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  const visit = async (path: string): Promise<void> => {
    const found = await stat(join(root, path)).catch(() => undefined);
    if (found?.isDirectory()) {
      const names = (await readdir(join(root, path))).sort();
      for (const name of names) await visit(join(path, name));
    } else if (found?.isFile()) {
      hash.update(`${path}\0`).update(await readFile(join(root, path)));
    }
  };
  for (const input of INPUTS) await visit(input);
  return hash.digest('hex');
}

/** Two backends that start at once build once; a builder that died blocks nobody. */
async function lock(path: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch {
      const holder = Number(await readFile(path, 'utf8').catch(() => ''));
      if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
      await sleep(LOCK_POLL_MS);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Runs bin/app.ts as `npm run synth` does, without two things that cost seconds: Node itself strips the types, and
 * the CDK's own validation of templates, meant for deployments, is skipped. Settings of cdk.json apply here too,
 * except the region: the local cloud has its own.
 */
async function synth(root: string): Promise<void> {
  const child = spawn(process.execPath, ['bin/app.ts', '-c', 'region='], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', CDK_VALIDATION: 'false', CDK_OUTDIR: 'cdk.out' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`the stacks could not be built:\n${output}`);
}
