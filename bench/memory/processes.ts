// The memory of processes, read from /proc: a process with all its descendants.
import { readdirSync, readFileSync } from 'node:fs';

export interface Held {
  pid: number;
  name: string;
  /** Resident now, and at the peak so far; in MB. */
  rss: number;
  peak: number;
}

/** The process and all its descendants that are still running. */
export function treeOf(root: number): Held[] {
  if (process.platform !== 'linux') throw new Error('memory is read from /proc: this benchmark needs Linux');
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => statusOf(Number(pid)));
  const found = new Set([root]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return all.filter(({ pid }) => found.has(pid)).map(({ parent: _, ...held }) => held);
}

function statusOf(pid: number): (Held & { parent: number })[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1];
    const mb = (name: string) => Number(field(name) ?? 0) / 1024;
    return [
      { pid, parent: Number(field('PPid')), name: field('Name') ?? '', rss: mb('VmRSS'), peak: mb('VmHWM') },
    ];
  } catch {
    // It ended between the two reads.
    return [];
  }
}
