// How long after its 200 an event's message reaches the provider, at a steady rate through the local cloud: door,
// mailbox, step-profile, sends queue, send-message, provider. The journey sends at once, so nothing in between waits
// on purpose.
import { fileURLToPath } from 'node:url';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { percentile, rounded } from '../numbers.ts';
import { newcomer, outbox, post } from '../posting.ts';
import { atMost, type Figure, type Measured, type Table } from '../results.ts';

export interface LatencySettings {
  eventsPerSecond: number;
  warmUpSeconds: number;
  seconds: number;
}

export const SETTINGS: Record<'full' | 'tiny', LatencySettings> = {
  full: { eventsPerSecond: 20, warmUpSeconds: 10, seconds: 30 },
  tiny: { eventsPerSecond: 5, warmUpSeconds: 1, seconds: 1 },
};

const PROGRAM = fileURLToPath(new URL('../program', import.meta.url));
const NEWCOMERS_AT_ONCE = 100;
const P99_MS_MAX = 500;
const PERCENTILES = [0.5, 0.95, 0.99] as const;

interface Sample {
  /** From the request to its 200, in ms. */
  door: number;
  /** From the 200 to the provider, in ms. */
  provider: number;
}

export async function measureLatency(settings: LatencySettings): Promise<Measured> {
  const errors: string[] = [];
  const cloud = await startCloud({
    program: PROGRAM,
    onFunctionError: (name, message) => errors.push(`${name}: ${message}`),
  });
  try {
    await invite(cloud, settings.eventsPerSecond * (settings.warmUpSeconds + settings.seconds));
    const before = { cpu: process.cpuUsage(), at: performance.now() };
    const samples = await run(cloud, settings);
    const { user, system } = process.cpuUsage(before.cpu);
    const processors = (user + system) / 1000 / (performance.now() - before.at);
    if (errors.length > 0)
      throw new Error(`functions failed while it ran:\n${errors.slice(0, 5).join('\n')}`);
    return report({ ...settings, database: cloud.database }, samples, processors);
  } finally {
    await cloud.stop();
  }
}

const person = (index: number) => `person-${index}`;

/** Each person gets one event: a second one while the first is in progress would enter nothing. */
async function invite(cloud: Cloud, people: number): Promise<void> {
  const calls = Array.from({ length: people }, (_, i) => newcomer(person(i))).flat();
  for (let from = 0; from < calls.length; from += NEWCOMERS_AT_ONCE)
    await post(cloud, calls.slice(from, from + NEWCOMERS_AT_ONCE));
  await cloud.idle();
}

/** First this many events that do not count, until all work is finished; then those that count. */
async function run(
  cloud: Cloud,
  { eventsPerSecond, warmUpSeconds, seconds }: LatencySettings,
): Promise<Sample[]> {
  const warmUps = eventsPerSecond * warmUpSeconds;
  await postAll(cloud, 0, warmUps, eventsPerSecond);
  const accepted = await postAll(cloud, warmUps, eventsPerSecond * seconds, eventsPerSecond);
  const arrived = new Map((await outbox(cloud)).map(({ subject, sentAt }) => [subject, Date.parse(sentAt)]));
  if (arrived.size !== warmUps + accepted.length)
    throw new Error(`${warmUps + accepted.length} events led to ${arrived.size} messages`);
  return accepted.map(({ number, postedAt, at }) => ({
    door: at - postedAt,
    provider: (arrived.get(String(number)) ?? Number.NaN) - at,
  }));
}

interface Accepted {
  number: number;
  postedAt: number;
  at: number;
}

/**
 * Posts on a schedule that does not wait for responses, so a slow moment delays no later post. Times are the local
 * cloud's: the provider's inbox stamps its messages with the same clock.
 */
async function postAll(
  cloud: Cloud,
  first: number,
  count: number,
  eventsPerSecond: number,
): Promise<Accepted[]> {
  const began = performance.now();
  const posting: Promise<Accepted>[] = [];
  for (let i = 0; i < count; i += 1) {
    await until(began + (i * 1000) / eventsPerSecond);
    posting.push(signal(cloud, first + i));
  }
  const accepted = await Promise.all(posting);
  await cloud.idle();
  return accepted;
}

async function signal(cloud: Cloud, number: number): Promise<Accepted> {
  const postedAt = cloud.clock.now();
  const timestamp = new Date(Math.floor(postedAt)).toISOString();
  const properties = { number: String(number), item: 'order' };
  await post(cloud, [{ type: 'track', userId: person(number), event: 'Signal', properties, timestamp }]);
  return { number, postedAt, at: cloud.clock.now() };
}

async function until(time: number): Promise<void> {
  const ms = time - performance.now();
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}

/** `processors`: how many were busy with it on average. */
function report(
  settings: LatencySettings & { database: string },
  samples: readonly Sample[],
  processors: number,
): Measured {
  const provider = samples.map((sample) => sample.provider);
  const door = samples.map((sample) => sample.door);
  const half = Math.ceil(samples.length / 2);
  const parts = [
    { shown: '200 to the provider', values: provider },
    { shown: '  in the first half of the run', values: provider.slice(0, half) },
    { shown: '  in the second half: the same, unless it falls behind', values: provider.slice(half) },
    { shown: 'request to 200', values: door },
  ];
  const table: Table = {
    title: `${samples.length} events at ${settings.eventsPerSecond} a second; ${rounded(processors, 2)} processors busy with it, DynamoDB Local apart`,
    columns: ['part of the way', ...PERCENTILES.map((share) => `p${share * 100} ms`), 'max ms'],
    rows: parts.map(({ shown, values }) => [shown, ...percentilesOf(values), rounded(Math.max(...values))]),
  };
  return {
    settings: { ...settings },
    figures: [
      ...figuresOf('latency', provider),
      ...figuresOf('latency.door', door),
      {
        name: 'latency.processors',
        value: rounded(processors),
        unit: 'processors busy, without DynamoDB Local',
      },
    ],
    targets: [
      atMost('from the 200 to the provider, p99', rounded(percentile(provider, 0.99)), P99_MS_MAX, 'ms'),
    ],
    tables: [table],
    notMeasured: NOT_MEASURED,
  };
}

const percentilesOf = (values: readonly number[]) =>
  PERCENTILES.map((share) => rounded(percentile(values, share)));

function figuresOf(name: string, values: readonly number[]): Figure[] {
  return percentilesOf(values).map((value, i) => ({
    name: `${name}.p${(PERCENTILES[i] ?? 0) * 100}`,
    value,
    unit: 'ms',
  }));
}

const NOT_MEASURED = [
  "AWS: this is the local cloud, whose queues wake functions at once and whose calls stay on one machine; Lambda's pollers, its network and its processors are others",
  'cold starts: the functions are warm before the first event that counts',
  'the functions alone: emulators, database, functions and whoever posts share the cores of one machine, and so does whatever else runs on it',
  'the way from the provider to the recipient',
];
