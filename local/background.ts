// npm start -- --background: the same backend in a session of its own, which ends neither with the shell that asked for
// it nor with its terminal.
import { spawn } from 'node:child_process';
import { fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Tells the process in the background that it is the one. */
export const IN_BACKGROUND = 'CAIRN_IN_BACKGROUND';
/** How what it prints begins when it can be used. */
export const READY = 'Cairn is ready';
const POLL_MS = 100;

export const logOf = (port: number): string =>
  fileURLToPath(new URL(`../dist/local/npm-start-${port}.log`, import.meta.url));

/** Prints what the backend says until it is ready, and returns the exit code: its own, if it ended before that. */
export async function startInBackground(file: string, port: number): Promise<number> {
  const log = logOf(port);
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, 'a');
  // A backend that has the port already writes there too.
  const before = fstatSync(output).size;
  const said = (): string => readFileSync(log).subarray(before).toString();
  const child = spawn(process.execPath, [file, ...process.argv.slice(2)], {
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, [IN_BACKGROUND]: 'yes' },
  });
  let code: number | undefined;
  child.once('exit', (status) => {
    code = status ?? 1;
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => child.kill());
  while (code === undefined && !said().includes(READY)) await sleep(POLL_MS);
  console.log(said().trimEnd());
  child.unref();
  return code ?? 0;
}
