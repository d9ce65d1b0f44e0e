// Where the time goes: for a missed target, the functions with the most processor time of their own.
import { type Profiler, Session } from 'node:inspector/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rounded } from './numbers.ts';
import type { Measured, Table } from './results.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const INTERVAL_US = 200;
const SHOWN = 8;

/** `measured` unchanged, plus a profile of `work` where a target was missed. */
export async function explained(measured: Measured, title: string, work: () => unknown): Promise<Measured> {
  if ((measured.targets ?? []).every(({ reached }) => reached)) return measured;
  return { ...measured, tables: [...measured.tables, await topFunctions(title, work)] };
}

export async function topFunctions(title: string, work: () => unknown): Promise<Table> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_US });
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return {
    title: `${title}: where the time goes`,
    columns: ['function', 'where', '% of the samples'],
    rows: heaviest(profile),
  };
}

function heaviest({ nodes }: Profiler.Profile): [string, string, number][] {
  const hits = new Map<string, number>();
  let all = 0;
  for (const { callFrame, hitCount = 0 } of nodes) {
    if (hitCount === 0 || callFrame.functionName === '(idle)' || callFrame.functionName === '(program)')
      continue;
    all += hitCount;
    const key = `${callFrame.functionName || '(anonymous)'}\n${fileOf(callFrame.url)}`;
    hits.set(key, (hits.get(key) ?? 0) + hitCount);
  }
  const sorted = [...hits].sort(([, a], [, b]) => b - a).slice(0, SHOWN);
  return sorted.map(([key, own]) => {
    const [name = '', file = ''] = key.split('\n');
    return [name, file, rounded((100 * own) / all, 2)];
  });
}

const fileOf = (url: string): string => {
  if (!url.startsWith('file:')) return url || 'built in';
  return relative(ROOT, fileURLToPath(url.split('?')[0] ?? url));
};
