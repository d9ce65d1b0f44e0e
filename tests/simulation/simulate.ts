/**
 * `npm run simulate`: plays seeds and reports what they met, what went wrong, and how to replay it. Exit codes: 0
 * nothing is wrong, 1 a judge objected or a planted fault was not found, 2 wrong usage.
 */
import { parseArgs } from 'node:util';
import { plants } from './plants.ts';
import { type Run, runSeed } from './run.ts';
import { Seeds } from './seeds.ts';

const SEEDS = 1_000;
const FAILURES_MAX = 20;
const PROGRESS_MS = 5_000;

const USAGE = `Usage: npm run simulate -- [options]

Plays small worlds of the whole backend, one a seed, and judges each. See docs/guides/simulation.md.

  --seeds N        how many seeds (default ${SEEDS})
  --first-seed N   the first of them (default 1)
  --trace          print every step of every seed; meant for one
  --plant NAME     play with a fault of ours planted, to see that a judge finds it
  --plants         list the names of planted faults
  --help           print this

It stops after ${FAILURES_MAX} seeds that failed.`;

class Misused extends Error {}

interface Options {
  seeds: number;
  first: number;
  trace: boolean;
  plant?: string;
}

function read(args: string[]): Options | 'help' | 'plants' {
  const { values } = parsed(args);
  if (values.help) return 'help';
  if (values.plants) return 'plants';
  const { plant, trace = false } = values;
  if (plant !== undefined && !plants[plant])
    throw new Misused(`There is no planted fault "${plant}"; --plants lists them.`);
  return {
    seeds: whole('--seeds', values.seeds, SEEDS),
    first: whole('--first-seed', values['first-seed'], 1),
    trace,
    ...(plant !== undefined && { plant }),
  };
}

function parsed(args: string[]) {
  const flag = { type: 'boolean' } as const;
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      options: { seeds: text, 'first-seed': text, plant: text, trace: flag, plants: flag, help: flag },
    });
  } catch (error) {
    throw new Misused(error instanceof Error ? error.message : String(error));
  }
}

function whole(name: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < 1)
    throw new Misused(`${name} is a whole number from 1 on, not "${value}".`);
  return number;
}

async function play({ seeds: count, first, trace, plant }: Options): Promise<number> {
  const seeds = new Seeds(plant ? ` --plant "${plant}"` : '');
  const began = performance.now();
  let said = began;
  for (let seed = first; seed < first + count && seeds.failed.length < FAILURES_MAX; seed += 1) {
    const run: Run = await runSeed(seed, { trace, plants: plant ? plants[plant]?.plant : undefined });
    const failure = seeds.took(run);
    if (trace) console.log(run.trace.join('\n'));
    if (failure) console.log(failure);
    if (performance.now() - said < PROGRESS_MS) continue;
    said = performance.now();
    console.error(`${seeds.count} of ${count} seeds, ${seeds.failed.length} failed`);
  }
  console.log(seeds.report());
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const stopped = seeds.count < count ? ` (stopped before the other ${count - seeds.count})` : '';
  console.log(`\n${seeds.count} seeds in ${seconds} s, ${seeds.failed.length} failed${stopped}`);
  if (seeds.failed.length) console.log(`Seeds that failed: ${seeds.failed.join(', ')}`);
  const wanted = plant === undefined ? seeds.failed.length === 0 : seeds.failed.length > 0;
  return wanted ? 0 : 1;
}

async function main(): Promise<number> {
  try {
    const options = read(process.argv.slice(2));
    if (options === 'help') console.log(USAGE);
    else if (options === 'plants') console.log(Object.keys(plants).join('\n'));
    else return await play(options);
    return 0;
  } catch (error) {
    if (!(error instanceof Misused)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

process.exitCode = await main();
