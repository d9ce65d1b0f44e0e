// Ends the local cloud together with the npm that started it, even when only npm itself was signalled: npm passes the
// signal to a shell, and the shell dies of it without passing it on to the programs it runs. What npm itself was
// started from may end: the cloud goes on.

import { readFile } from 'node:fs/promises';

const POLL_MS = 500;
/** This process <- shell <- npm, with something like tsx between them at most. */
const LINKS_MAX = 4;

interface Process {
  name: string;
  parent: number;
}

async function processOf(pid: number): Promise<Process | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The name in parentheses may itself contain spaces and parentheses.
  const end = stat.lastIndexOf(')');
  return { name: stat.slice(stat.indexOf('(') + 1, end), parent: Number(stat.slice(end + 2).split(' ')[1]) };
}

/** From the parent up to npm, which names itself after its command; without /proc, or another than npm: the parent. */
async function upToNpm(): Promise<number[]> {
  const chain: number[] = [];
  for (let pid = process.ppid; chain.length < LINKS_MAX; ) {
    chain.push(pid);
    const found = await processOf(pid);
    if (found === undefined) break;
    if (found.name.startsWith('npm')) return chain;
    pid = found.parent;
  }
  return chain.slice(0, 1);
}

async function ancestors(count: number): Promise<string> {
  const chain: (number | undefined)[] = [process.ppid];
  while (chain.length < count) {
    const last = chain.at(-1);
    chain.push(last === undefined ? undefined : (await processOf(last))?.parent);
  }
  return chain.join(' ');
}

/** Calls back once when npm, or a process between it and this one, is gone. */
export async function whenOrphaned(callback: () => void): Promise<void> {
  if (process.env.npm_lifecycle_event === undefined) return;
  const born = await upToNpm();
  const timer = setInterval(async () => {
    if ((await ancestors(born.length)) === born.join(' ')) return;
    clearInterval(timer);
    callback();
  }, POLL_MS);
  timer.unref();
}
