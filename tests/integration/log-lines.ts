// The log lines of a local cloud's functions, as one text or line by line.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LogLine } from '../../schemas/log-line.ts';
import type { Backend } from './backend.ts';

type Line = ReturnType<typeof LogLine.parse>;

export async function logText(backend: Backend): Promise<string> {
  const folder = backend.cloud.logs;
  const files = (await readdir(folder)).filter((name) => name.endsWith('.log'));
  return (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
}

/** Lines that do not match the schema of a log line, and those that do. */
export function readLines(text: string): { lines: Line[]; others: string[] } {
  const lines: Line[] = [];
  const others: string[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const read = LogLine.safeParse(line.startsWith('{') ? JSON.parse(line) : undefined);
    if (read.success) lines.push(read.data);
    else others.push(`${line}: ${read.error.issues[0]?.path.join('.')} ${read.error.issues[0]?.message}`);
  }
  return { lines, others };
}

/** Waits until the lines are as expected: functions write to files asynchronously. */
export async function linesWith(backend: Backend, enough: (lines: Line[]) => boolean): Promise<Line[]> {
  const until = Date.now() + 5_000;
  for (;;) {
    const { lines } = readLines(await logText(backend));
    if (enough(lines) || Date.now() > until) return lines;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
