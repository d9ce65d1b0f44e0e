// Memory: the whole local backend, every process of npm start; and one function in a process of its own with a
// program of ten thousand journeys loaded and used. Both resident, as the system counts it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeWorkload } from '../decisions/workload.ts';
import { rounded } from '../numbers.ts';
import { atMost, type Measured, type Table } from '../results.ts';
import { type BackendMemory, measureBackend } from './backend.ts';
import { type FunctionMemory, measureFunction } from './function.ts';
import type { Held } from './processes.ts';

export interface MemorySettings {
  seed: number;
  journeys: number;
  eventNames: number;
  /** One per profile. */
  events: number;
  /** Days of the sample traffic; 0: the backend is left out. */
  days: number;
  people: number;
}

export const SETTINGS: Record<'full' | 'tiny', MemorySettings> = {
  full: { seed: 20_261_122, journeys: 10_000, eventNames: 40, events: 1000, days: 2, people: 30 },
  tiny: { seed: 1, journeys: 50, eventNames: 4, events: 20, days: 0, people: 0 },
};

export async function measureMemory(settings: MemorySettings): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-memory-'));
  try {
    const { program, occurrences } = makeWorkload(settings);
    const own = await measureFunction(folder, program, occurrences);
    const backend = settings.days > 0 ? await measureBackend(settings.days, settings.people) : undefined;
    return report(settings, own, backend);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sum = (held: readonly Held[]): number => rounded(held.reduce((total, { rss }) => total + rss, 0));

function report(settings: MemorySettings, own: FunctionMemory, backend: BackendMemory | undefined): Measured {
  const journeys = settings.journeys.toLocaleString('en-US');
  const row = (shown: string, { rss, peak }: Held) => [shown, rounded(rss), rounded(peak)];
  const one: Table = {
    title: `step-profile in its own process, a program of ${journeys} journeys, ${own.written} profiles written; MB resident`,
    columns: ['when', 'now', 'at its most so far'],
    rows: [
      row('bundle loaded', own.loaded),
      row('first batch: program loaded and used', own.first),
      row('after all', own.used),
      ['of its heap, what a collection leaves', rounded(own.live), ''],
    ],
  };
  return {
    settings: { ...settings },
    figures: [
      { name: 'memory.function', value: rounded(own.used.peak), unit: 'MB resident at most' },
      ...(backend ? [{ name: 'memory.backend', value: sum(backend.used), unit: 'MB resident' }] : []),
    ],
    targets: [
      atMost(`a function with ${journeys} journeys, at its most`, rounded(own.used.peak), 200, 'MB'),
      ...(backend ? [atMost('the local backend in all', sum(backend.used), 700, 'MB')] : []),
    ],
    tables: [one, ...(backend ? [backendTable(settings, backend)] : [])],
    notMeasured: [
      "Lambda's own share of a function's memory",
      'pages that processes share: each is counted in every process that has it',
    ],
  };
}

function backendTable({ days, people }: MemorySettings, { ready, used, functions }: BackendMemory): Table {
  const before = new Map(ready.map(({ pid, rss }) => [pid, rss]));
  return {
    title: `npm start, before and after ${days} days of ${people} people of the sample traffic, ${functions} functions with a log; MB resident`,
    columns: ['process', 'when ready', 'after the traffic', 'at its most'],
    rows: [
      ...used.map(({ pid, name, rss, peak }) => [
        name,
        rounded(before.get(pid) ?? 0),
        rounded(rss),
        rounded(peak),
      ]),
      ['in all', sum(ready), sum(used), rounded(used.reduce((total, { peak }) => total + peak, 0))],
    ],
  };
}
