// What is posted, and what it leads to: the real bundles on the local cloud, with a gateway that counts their calls.
// After each request all work finishes, so that a count belongs to its request.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { accessKeyOf } from '../../local/functions/environment.ts';
import type { FunctionSpec } from '../../local/template/inventory.ts';
import { type Call, newcomer, post } from '../posting.ts';
import type { Invocation, Observation } from './bill.ts';
import { Gateway } from './gateway.ts';

export interface CostSettings {
  /** Counted requests of each kind. */
  requests: number;
  batch: number;
  /** Posted before them, to fill the profile and to warm the caches. */
  pastDays: number;
  warmUps: number;
  /** Also measure what changes the cost of an event: a minute or two more. */
  growth: boolean;
}

export interface Observed {
  database: string;
  /**
   * The stored STATE of the profile that gets the events, afterwards: bytes of its encoded body and of its history
   * tail.
   */
  stateBytes: { body: number; tail: number };
  single: Observation;
  batch: Observation;
  send: Observation;
}

export const PROGRAM = fileURLToPath(new URL('../program', import.meta.url));
const PERSON = 'regular';
const DAY_MS = 86_400_000;
const MINUTES_MS = 120_000;
const VIEWS_A_DAY = 5;
const CATEGORIES = ['shoes', 'coats', 'hats'];

type Watch = (requests: Iterable<Call[]>) => Promise<Observation>;

export const observe = (settings: CostSettings): Promise<Observed> =>
  onCloud(PROGRAM, (cloud, watch) => observeAll(cloud, settings, watch));

/** Batches of the regular customer's views, one kind after another, with `program`. */
export const observeViews = (
  program: string,
  { requests, pastDays, warmUps }: CostSettings,
  batches: readonly number[],
): Promise<Observation[]> =>
  onCloud(program, async (cloud, watch) => {
    const views = viewer(cloud);
    await fill(cloud, views, pastDays, warmUps);
    const observed: Observation[] = [];
    for (const batch of batches) {
      // The door holds back more than 600 events a minute for one address.
      await cloud.advance(MINUTES_MS);
      observed.push(await watch(times(batch > 20 ? Math.ceil(requests / 5) : requests, () => views(batch))));
    }
    return observed;
  });

async function fill(
  cloud: Cloud,
  views: ReturnType<typeof viewer>,
  pastDays: number,
  warmUps: number,
): Promise<void> {
  await settled(cloud, newcomer(PERSON, traits()));
  for (let day = pastDays; day > 0; day -= 1) {
    // Keeps a long past from looking like machine traffic.
    if (day % 100 === 0) await cloud.advance(MINUTES_MS);
    await settled(cloud, views(VIEWS_A_DAY, cloud.clock.now() - day * DAY_MS));
  }
  for (const calls of times(warmUps, () => views(1))) await settled(cloud, calls);
}

/** Runs the real bundles with a gateway that counts what they call. Throws where a function failed. */
async function onCloud<T>(program: string, work: (cloud: Cloud, watch: Watch) => Promise<T>): Promise<T> {
  const errors: string[] = [];
  const gateway = new Gateway();
  const callers = new Map<string, string>();
  const invocations: Invocation[] = [];
  const starting = startCloud({
    program,
    gateway: (emulators) => gateway.open(emulators),
    onUsage(spec, { ms, cpuMs }) {
      callers.set(accessKeyOf(spec.name), nameOf(spec));
      invocations.push({ caller: nameOf(spec), memoryMb: spec.memoryMb, ms, cpuMs });
    },
    onFunctionError: (name, message) => errors.push(`${name}: ${message}`),
  });
  try {
    const cloud = await starting;
    const watch: Watch = async (requests) => {
      const [firstCall, firstInvocation] = [gateway.calls.length, invocations.length];
      const before = logged(cloud.logs);
      const posted: Call[][] = [];
      for (const calls of requests) {
        await settled(cloud, calls);
        posted.push(calls);
      }
      const after = logged(cloud.logs);
      return {
        events: posted.flat().length,
        httpRequests: posted.length,
        calls: gateway.calls
          .slice(firstCall)
          .map((call) => ({ ...call, caller: callers.get(call.accessKey) ?? 'somebody' })),
        invocations: invocations.slice(firstInvocation),
        logs: { lines: after.lines - before.lines, bytes: after.bytes - before.bytes },
      };
    };
    const observed = await work(cloud, watch);
    if (errors.length > 0)
      throw new Error(`functions failed while it ran:\n${errors.slice(0, 5).join('\n')}`);
    return observed;
  } finally {
    await starting.then((cloud) => cloud.stop()).catch(() => undefined);
    await gateway.close();
  }
}

/** The content of the functions' log files. */
function logged(folder: string): { lines: number; bytes: number } {
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  const bytes = texts.reduce((sum, text) => sum + text.length, 0);
  const lines = texts.reduce((sum, text) => sum + text.toString('latin1').split('\n').length - 1, 0);
  return { lines, bytes };
}

async function observeAll(
  cloud: Cloud,
  { requests, batch, pastDays, warmUps }: CostSettings,
  watch: Watch,
): Promise<Observed> {
  const views = viewer(cloud);
  await fill(cloud, views, pastDays, warmUps);
  const single = await watch(times(requests, () => views(1)));
  // The door holds back more than 600 events a minute for one address.
  await cloud.advance(MINUTES_MS);
  const batches = await watch(times(requests, () => views(batch)));
  const stateBytes = await sizeOfState(cloud);
  for (const calls of times(requests + warmUps, (i) => newcomer(`buyer-${i}`))) await settled(cloud, calls);
  const signal = (buyer: number): Call[] => {
    const properties = { number: String(buyer), item: 'order' };
    const timestamp = isoOf(cloud.clock.now());
    return [{ type: 'track', userId: `buyer-${buyer}`, event: 'Signal', properties, timestamp }];
  };
  for (const calls of times(warmUps, (i) => signal(requests + i))) await settled(cloud, calls);
  const send = await watch(times(requests, signal));
  return { database: cloud.database, stateBytes, single, batch: batches, send };
}

const nameOf = (spec: FunctionSpec): string => spec.environment.POWERTOOLS_SERVICE_NAME ?? spec.name;

/** Made just in time: an event carries the time at which it is posted. */
function* times(n: number, make: (index: number) => Call[]): Generator<Call[]> {
  for (let index = 0; index < n; index += 1) yield make(index);
}

async function settled(cloud: Cloud, calls: readonly Call[]): Promise<void> {
  await post(cloud, calls);
  await cloud.idle();
}

/** Forty traits, like those of a shop's own records. */
function traits(): Record<string, unknown> {
  const named = { firstName: 'Regina', city: 'Berlin', tier: 'gold', orders: 12, favourite: 'shoes' };
  const others = Array.from({ length: 34 }, (_, i) => [`attribute_${i}`, i % 3 ? i * 17 : `value ${i}`]);
  return { ...named, ...Object.fromEntries(others) };
}

/**
 * Product views, each of another product and with its time, as SDKs post them: the most frequent event, which enters
 * no journey here.
 */
function viewer({ clock }: Cloud): (n: number, at?: number) => Call[] {
  let number = 0;
  const view = (at: number): Call => {
    number += 1;
    const properties = {
      product_id: `p${number}`,
      name: `Product ${number}`,
      category: CATEGORIES[number % CATEGORIES.length],
      price: (number * 7) % 120,
      currency: 'EUR',
    };
    return { type: 'track', userId: PERSON, event: 'Product Viewed', properties, timestamp: isoOf(at) };
  };
  return (n, at = clock.now()) => Array.from({ length: n }, () => view(at));
}

const isoOf = (time: number): string => new Date(Math.floor(time)).toISOString();

/** The only profile that exists at that time. */
async function sizeOfState({ dynamodb, variables }: Cloud): Promise<Observed['stateBytes']> {
  const { Items = [] } = await dynamodb.send(
    new ScanCommand({
      TableName: variables.get('PROFILES_TABLE'),
      FilterExpression: 'sk = :sk',
      ExpressionAttributeValues: { ':sk': { S: 'STATE' } },
    }),
  );
  const [item, other] = Items;
  if (!item || other) throw new Error(`${Items.length} profiles where one was expected`);
  return { body: item['body']?.B?.length ?? 0, tail: item['tail']?.B?.length ?? 0 };
}
