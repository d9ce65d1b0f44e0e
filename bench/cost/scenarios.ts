// What is posted, and what it leads to: the real bundles on the local cloud, with a gateway that counts their calls. After
// each request everything comes to rest, so a count belongs to its request.
import { fileURLToPath } from 'node:url';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { accessKeyOf } from '../../local/functions/environment.ts';
import type { FunctionSpec } from '../../local/template/inventory.ts';
import { type Call, newcomer, post } from '../posting.ts';
import type { Invocation, Observation } from './bill.ts';
import { Gateway } from './gateway.ts';

export interface CostSettings {
  /** Requests of each kind that count. */
  requests: number;
  batch: number;
  /** Before them, to fill the profile and to warm what is cached. */
  pastDays: number;
  warmUps: number;
}

export interface Observed {
  database: string;
  /** The stored STATE of the profile that events come to, after them: bytes of its encoded body and of its history tail. */
  stateBytes: { body: number; tail: number };
  single: Observation;
  batch: Observation;
  send: Observation;
}

const PROGRAM = fileURLToPath(new URL('../program', import.meta.url));
const PERSON = 'regular';
const DAY_MS = 86_400_000;
const VIEWS_A_DAY = 5;
const CATEGORIES = ['shoes', 'coats', 'hats'];

export async function observe(settings: CostSettings): Promise<Observed> {
  const errors: string[] = [];
  const gateway = new Gateway();
  const callers = new Map<string, string>();
  const invocations: Invocation[] = [];
  const cloud = await startCloud({
    program: PROGRAM,
    gateway: (emulators) => gateway.open(emulators),
    onUsage(spec, { ms, cpuMs }) {
      callers.set(accessKeyOf(spec.name), nameOf(spec));
      invocations.push({ caller: nameOf(spec), memoryMb: spec.memoryMb, ms, cpuMs });
    },
    onFunctionError: (name, message) => errors.push(`${name}: ${message}`),
  });
  try {
    const watch = async (requests: readonly Call[][]): Promise<Observation> => {
      const [firstCall, firstInvocation] = [gateway.calls.length, invocations.length];
      for (const calls of requests) await settled(cloud, calls);
      return {
        events: requests.flat().length,
        httpRequests: requests.length,
        calls: gateway.calls
          .slice(firstCall)
          .map((call) => ({ ...call, caller: callers.get(call.accessKey) ?? 'somebody' })),
        invocations: invocations.slice(firstInvocation),
      };
    };
    const observed = await observeAll(cloud, settings, watch);
    if (errors.length > 0)
      throw new Error(`functions failed while it ran:\n${errors.slice(0, 5).join('\n')}`);
    return observed;
  } finally {
    await cloud.stop();
    await gateway.close();
  }
}

async function observeAll(
  cloud: Cloud,
  { requests, batch, pastDays, warmUps }: CostSettings,
  watch: (requests: readonly Call[][]) => Promise<Observation>,
): Promise<Observed> {
  const times = (n: number, make: () => Call[]) => Array.from({ length: n }, make);
  const views = viewer();
  await settled(cloud, newcomer(PERSON, traits()));
  for (let day = pastDays; day > 0; day -= 1)
    await settled(cloud, views(VIEWS_A_DAY, cloud.clock.now() - day * DAY_MS));
  for (const calls of times(warmUps, () => views(1))) await settled(cloud, calls);
  const single = await watch(times(requests, () => views(1)));
  const batches = await watch(times(requests, () => views(batch)));
  const stateBytes = await sizeOfState(cloud);
  const people = Array.from({ length: requests + warmUps }, (_, i) => `buyer-${i}`);
  for (const userId of people) await settled(cloud, newcomer(userId));
  const signals = people.map((userId): Call[] => [
    { type: 'track', userId, event: 'Signal', properties: { number: userId, item: 'order' } },
  ]);
  for (const calls of signals.slice(requests)) await settled(cloud, calls);
  const send = await watch(signals.slice(0, requests));
  return { database: cloud.database, stateBytes, single, batch: batches, send };
}

const nameOf = (spec: FunctionSpec): string => spec.environment.POWERTOOLS_SERVICE_NAME ?? spec.name;

async function settled(cloud: Cloud, calls: readonly Call[]): Promise<void> {
  await post(cloud, calls);
  await cloud.idle();
}

/** Forty traits, as a shop's own records give them. */
function traits(): Record<string, unknown> {
  const named = { firstName: 'Regina', city: 'Berlin', tier: 'gold', orders: 12, favourite: 'shoes' };
  const others = Array.from({ length: 34 }, (_, i) => [`attribute_${i}`, i % 3 ? i * 17 : `value ${i}`]);
  return { ...named, ...Object.fromEntries(others) };
}

/** Product views, each of another product: what comes most, and what enters no journey here. */
function viewer(): (n: number, at?: number) => Call[] {
  let number = 0;
  const view = (at: number | undefined): Call => {
    number += 1;
    const properties = {
      product_id: `p${number}`,
      name: `Product ${number}`,
      category: CATEGORIES[number % CATEGORIES.length],
      price: (number * 7) % 120,
      currency: 'EUR',
    };
    const timestamp = at === undefined ? {} : { timestamp: new Date(at + number * 1000).toISOString() };
    return { type: 'track', userId: PERSON, event: 'Product Viewed', properties, ...timestamp };
  };
  return (n, at) => Array.from({ length: n }, () => view(at));
}

/** The only profile there is at that time. */
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
