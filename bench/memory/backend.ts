// The local backend as npm start runs it, after some sample traffic and hours of its clock have made the functions
// work.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';

import { closeServer, listen } from '../../local/wire.ts';
import { ROOT } from '../startup/bundles.ts';
import { type Held, treeOf } from './processes.ts';

export interface BackendMemory {
  ready: Held[];
  used: Held[];
  /** Functions that have logged something, so that they certainly ran. */
  functions: number;
}

const READY_MS = 120_000;
const TRAFFIC_MS = 240_000;

export async function measureBackend(days: number, people: number): Promise<BackendMemory> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const backend = spawn(process.execPath, ['local/start.ts'], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const logs = await ready(backend);
    const before = treeOf(backend.pid ?? 0);
    const traffic = [
      '--import',
      'tsx',
      'examples/traffic.ts',
      '--days',
      String(days),
      '--people',
      String(people),
    ];
    await ended(
      spawn(process.execPath, traffic, {
        cwd: ROOT,
        env: { ...process.env, CAIRN_URL: url },
        stdio: 'ignore',
        timeout: TRAFFIC_MS,
      }),
    );
    // An unknown link, and hours for the hourly schedules.
    await fetch(`${url}/u/nobody`);
    await fetch(`${url}/_local/clock`, { method: 'POST', body: JSON.stringify({ advance: 'PT2H' }) });
    const functions = readdirSync(logs).length;
    return { ready: before, used: treeOf(backend.pid ?? 0), functions };
  } finally {
    backend.kill('SIGTERM');
    if (backend.exitCode === null) await once(backend, 'exit');
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await closeServer(server);
  return port;
}

/** Resolves to the folder of the functions' logs. */
function ready(backend: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const late = setTimeout(() => reject(new Error(`npm start is not ready:\n${output}`)), READY_MS);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const logs = /Functions log to (.+?);/.exec(output)?.[1];
      if (!logs) return;
      clearTimeout(late);
      resolve(logs);
    };
    backend.stdout?.on('data', read);
    backend.stderr?.on('data', read);
    backend.once('exit', () => reject(new Error(`npm start ended:\n${output}`)));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the sample traffic ended with ${code}`);
}
