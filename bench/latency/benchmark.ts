// How long after its 200 an event's message reaches the provider, at a steady rate through the local cloud: door, mailbox,
// step-profile, sends queue, send-message, provider. The journey sends at once, so nothing in between waits on purpose.
import { fileURLToPath } from 'node:url';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { percentile, rounded } from '../numbers.ts';
import { newcomer, outbox, post } from '../posting.ts';
import type { Figure, Measured, Table } from '../results.ts';

export interface LatencySettings {
  eventsPerSecond: number;
  warmUpSeconds: number;
  seconds: number;
}

export const SETTINGS: Record<'full' | 'tiny', LatencySettings> = {
  full: { eventsPerSecond: 20, warmUpSeconds: 5, seconds: 30 },
  tiny: { eventsPerSecond: 5, warmUpSeconds: 1, seconds: 1 },
};

const PROGRAM = fileURLToPath(new URL('../program', import.meta.url));
const NEWCOMERS_AT_ONCE = 100;
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
    const samples = await run(cloud, settings);
    if (errors.length > 0)
      throw new Error(`functions failed while it ran:\n${errors.slice(0, 5).join('\n')}`);
    return report({ ...settings, database: cloud.database }, samples);
  } finally {
    await cloud.stop();
  }
}

const person = (index: number) => `person-${index}`;

/** Everybody gets one event: a second one while the first is under way would enter nothing. */
async function invite(cloud: Cloud, people: number): Promise<void> {
  const calls = Array.from({ length: people }, (_, i) => newcomer(person(i))).flat();
  for (let from = 0; from < calls.length; from += NEWCOMERS_AT_ONCE)
    await post(cloud, calls.slice(from, from + NEWCOMERS_AT_ONCE));
  await cloud.idle();
}

/**
 * Posts on a schedule that does not wait for answers, so a slow moment delays nobody's start. Times are the local cloud's:
 * the provider's inbox stamps its messages with the same clock.
 */
async function run(cloud: Cloud, settings: LatencySettings): Promise<Sample[]> {
  const { eventsPerSecond, warmUpSeconds, seconds } = settings;
  const warmUp = eventsPerSecond * warmUpSeconds;
  const total = warmUp + eventsPerSecond * seconds;
  const accepted = new Map<string, { asked: number; at: number }>();
  const signal = async (number: number): Promise<void> => {
    const asked = cloud.clock.now();
    const properties = { number: String(number), item: 'order' };
    const timestamp = new Date(Math.floor(asked)).toISOString();
    await post(cloud, [{ type: 'track', userId: person(number), event: 'Signal', properties, timestamp }]);
    accepted.set(String(number), { asked, at: cloud.clock.now() });
  };
  const began = performance.now();
  const posting: Promise<void>[] = [];
  for (let number = 0; number < total; number += 1) {
    await until(began + (number * 1000) / eventsPerSecond);
    posting.push(signal(number));
  }
  await Promise.all(posting);
  await cloud.idle();
  const arrived = new Map((await outbox(cloud)).map(({ subject, sentAt }) => [subject, Date.parse(sentAt)]));
  if (arrived.size !== total) throw new Error(`${total} events led to ${arrived.size} messages`);
  return [...accepted]
    .filter(([number]) => Number(number) >= warmUp)
    .map(([number, { asked, at }]) => ({
      door: at - asked,
      provider: (arrived.get(number) ?? Number.NaN) - at,
    }));
}

async function until(time: number): Promise<void> {
  const ms = time - performance.now();
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}

function report(settings: LatencySettings & { database: string }, samples: readonly Sample[]): Measured {
  const parts = [
    { name: 'latency', shown: '200 to the provider', values: samples.map(({ provider }) => provider) },
    { name: 'latency.door', shown: 'request to 200', values: samples.map(({ door }) => door) },
  ];
  const figures: Figure[] = parts.flatMap(({ name, values }) =>
    PERCENTILES.map((share) => ({
      name: `${name}.p${share * 100}`,
      value: rounded(percentile(values, share)),
      unit: 'ms',
    })),
  );
  const table: Table = {
    title: `${samples.length} events at ${settings.eventsPerSecond} a second`,
    columns: ['part of the way', ...PERCENTILES.map((share) => `p${share * 100} ms`), 'max ms'],
    rows: parts.map(({ shown, values }) => [
      shown,
      ...PERCENTILES.map((share) => rounded(percentile(values, share))),
      rounded(Math.max(...values)),
    ]),
  };
  return { settings: { ...settings }, figures, tables: [table], notMeasured: NOT_MEASURED };
}

const NOT_MEASURED = [
  "AWS: this is the local cloud, whose queues wake functions at once and whose calls stay on one machine; Lambda's pollers, its network and its processors are others",
  'cold starts: the functions are warm before the first event that counts',
  'what the machine does beside it: emulators, database, functions and whoever posts share its cores',
  'the way from the provider to the recipient',
];
