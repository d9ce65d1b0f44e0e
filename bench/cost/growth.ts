// How the cost of an event grows: with the journeys of the program, the past of the profile, and the events of a
// request.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rounded } from '../numbers.ts';
import type { Figure, Table } from '../results.ts';
import { billOf, type Observation, totalOf } from './bill.ts';
import { type CostSettings, observeViews, PROGRAM } from './scenarios.ts';

interface Grown {
  name: string;
  shown: string;
  observation: Observation;
}

const BATCHES = [1, 10, 100];

export async function measureGrowth(settings: CostSettings): Promise<{ table: Table; figures: Figure[] }> {
  const days = Math.max(1, Math.round(settings.pastDays / 10));
  const grown: Grown[] = [];
  const add = (name: string, shown: string, observation: Observation | undefined) => {
    if (observation) grown.push({ name, shown, observation });
  };
  const batched = await observeViews(PROGRAM, { ...settings, pastDays: days }, BATCHES);
  add('base', `${countOf(PROGRAM)} journeys, ${days} days of past, 1 event a request`, batched[0]);
  add('events.10', '10 events of one profile a request', batched[1]);
  add('events.100', '100 events of one profile a request', batched[2]);
  for (const factor of [10, 100])
    await withJourneys(factor, async (folder) => {
      const [observation] = await observeViews(folder, { ...settings, pastDays: days }, [1]);
      add(`journeys.${factor}`, `${countOf(folder)} journeys`, observation);
    });
  for (const factor of [10, 100]) {
    const [observation] = await observeViews(PROGRAM, { ...settings, pastDays: factor * days }, [1]);
    add(`past.${factor}`, `${factor * days} days of past`, observation);
  }
  return report(grown);
}

const JOURNEYS = 'journeys';
const countOf = (folder: string): number => readdirSync(join(folder, JOURNEYS)).length;

interface JourneyFile {
  id: string;
  enter: { on?: string };
}

/** The program with its journeys multiplied, each copy with a name and an event of its own. */
export async function withJourneys(factor: number, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-program-'));
  try {
    cpSync(PROGRAM, folder, { recursive: true });
    for (const file of readdirSync(join(PROGRAM, JOURNEYS))) {
      const journey = JSON.parse(readFileSync(join(PROGRAM, JOURNEYS, file), 'utf8')) as JourneyFile;
      for (let copy = 1; copy < factor; copy += 1) {
        const id = `${journey.id}-${copy}`;
        const { on } = journey.enter;
        const enter = on === undefined ? journey.enter : { ...journey.enter, on: `${on} ${copy}` };
        writeFileSync(join(folder, JOURNEYS, `${id}.json`), JSON.stringify({ ...journey, id, enter }));
      }
    }
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function report(grown: readonly Grown[]): { table: Table; figures: Figure[] } {
  const usd = (observation: Observation) => totalOf(billOf(observation));
  const base = grown[0] ? usd(grown[0].observation) : Number.NaN;
  const perEvent = (
    { calls, events }: Observation,
    of: (call: Observation['calls'][number]) => number,
  ): number => rounded(calls.reduce((sum, call) => sum + of(call), 0) / events);
  return {
    figures: grown.map(({ name, observation }) => ({
      name: `cost.growth.${name}`,
      value: rounded(usd(observation)),
      unit: 'USD per million events',
    })),
    table: {
      title: 'How the cost of an event grows: the first row, and it with one thing changed',
      columns: ['what', 'API calls', 'write units', 'read units', 'USD a million', 'x the first'],
      rows: grown.map(({ shown, observation }) => [
        shown,
        perEvent(observation, () => 1),
        perEvent(observation, ({ writeUnits }) => writeUnits),
        perEvent(observation, ({ readUnits }) => readUnits),
        rounded(usd(observation)),
        rounded(usd(observation) / base),
      ]),
    },
  };
}
