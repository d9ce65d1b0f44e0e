// Ends the local cloud together with the `npm start` that started it, even when only npm itself was signalled: npm
// passes the signal to a shell, and the shell dies of it without passing it on to the programs it runs.

import { readFile } from 'node:fs/promises';

const POLL_MS = 500;
/** This process <- tsx <- shell <- npm. */
const LINKS = 3;

async function parentOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name in parentheses may itself contain spaces and parentheses.
  return stat === undefined ? undefined : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

async function ancestors(): Promise<string> {
  const chain: (number | undefined)[] = [process.ppid];
  for (let link = 1; link < LINKS; link++) {
    const last = chain.at(-1);
    chain.push(last === undefined ? undefined : await parentOf(last));
  }
  return chain.join(' ');
}

/**
 * Calls back once when one of the processes between npm and this one is gone. Without /proc only the nearest is
 * watched.
 */
export async function whenOrphaned(callback: () => void): Promise<void> {
  if (process.env.npm_lifecycle_event === undefined) return;
  const born = await ancestors();
  const timer = setInterval(async () => {
    if ((await ancestors()) === born) return;
    clearInterval(timer);
    callback();
  }, POLL_MS);
  timer.unref();
}
