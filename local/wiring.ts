// Connects what the templates describe: functions with queues, rules, schedules, topics and routes.

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CloudClock } from './clock.ts';
import type { Database } from './database.ts';
import { type Deliver, EventBus } from './events/bus.ts';
import { scheduledEvent, startSchedules } from './events/schedules.ts';
import { Topics } from './events/topics.ts';
import { Wakes } from './events/wakes.ts';
import type { Endpoints } from './functions/environment.ts';
import { EventSource } from './functions/event-source.ts';
import { Fleet } from './functions/fleet.ts';
import type { Usage } from './functions/protocol.ts';
import type { Front } from './http/front.ts';
import { localRoutes } from './http/local-routes.ts';
import type { Idle } from './idle.ts';
import type { Issuer } from './issuer.ts';
import { Kms } from './kms.ts';
import type { FunctionLogs } from './logs.ts';
import type { Publication, QueueServer } from './queues/server.ts';
import { serviceHandler } from './services.ts';
import { outboxView } from './sink/outbox-view.ts';
import { Sink } from './sink/sink.ts';
import { readSends, wakeIndex } from './tables.ts';
import type { FunctionSpec, Inventory, RuleSpec } from './template/inventory.ts';
import { type Traveller, traveller } from './travel.ts';
import { startWireServer, type WireHandler } from './wire.ts';

export interface Parts {
  inventory: Inventory;
  clock: CloudClock;
  idle: Idle;
  queues: QueueServer;
  database: Database;
  dynamodb: DynamoDBClient;
  front: Front;
  issuer: Issuer;
  logs: FunctionLogs;
  account: string;
  region: string;
  gateway: (emulators: Endpoints) => Promise<Endpoints>;
  onStop?: (() => void) | undefined;
  onUsage?: ((spec: FunctionSpec, usage: Usage) => void) | undefined;
}

export interface Wiring {
  traveller: Traveller;
  emulators: Endpoints;
  /** The environment variables that name resources to the functions. */
  variables: ReadonlyMap<string, string>;
  published(publication: Publication): void;
  stop(): Promise<void>;
}

/** Worker threads for a function that people wait for, or that handles the FIFO mailbox; each costs 30 MB or more. */
const WORKERS_MAX = 2;

export async function wire(parts: Parts): Promise<Wiring> {
  const { inventory, clock, idle, queues, dynamodb, account, region } = parts;
  const variables = new Map(inventory.functions.flatMap(({ environment }) => Object.entries(environment)));
  let handler: WireHandler | undefined;
  const services = await startWireServer((request) => {
    if (handler === undefined) throw new Error('the local cloud is starting');
    return handler(request);
  });
  const onInvoked: ((spec: FunctionSpec) => void)[] = [];
  const emulators = {
    dynamodb: `http://127.0.0.1:${parts.database.port}`,
    queues: `http://127.0.0.1:${queues.port}`,
    services: `http://127.0.0.1:${services.port}`,
  };
  const endpoints = await parts.gateway(emulators);
  const fleet = makeFleet(parts, endpoints, (spec) => {
    for (const listener of onInvoked) listener(spec);
  });

  const deliver: Deliver = ({ arn }, event) => {
    if (fleet.has(arn)) fleet.leave(arn, event);
    else if (queues.queues.has(arn)) queues.send(arn, JSON.stringify(event));
  };
  const { buses, rules, subscriptions } = inventory;
  const bus = new EventBus({ clock, account, region, buses, rules, deliver });
  const topics = new Topics({ clock, subscriptions, leave: (arn, event) => fleet.leave(arn, event) });
  const publishInbound = (message: string) => {
    const topicArn = topics.inbound();
    if (topicArn === undefined)
      throw new Error('no function listens to a topic, so nothing can receive a reply');
    topics.published({ topicArn, messageId: crypto.randomUUID(), subject: undefined, message });
  };
  const ownBus = variables.get('EVENT_BUS_NAME');
  const sink = new Sink({ clock, idle, bus, ownBus, publishInbound });
  handler = serviceHandler({ bus, kms: new Kms(inventory.keys, inventory.aliases), sink });

  const sources = startSources(parts, fleet);
  const sweep = rules.find((rule) => isSweep(rule, inventory));
  startSchedules({ clock, rules: rules.filter((rule) => rule !== sweep), account, region, deliver });
  const wakes = sweep === undefined ? undefined : startWakes(sweep, parts, deliver, onInvoked);
  const travel = traveller(clock, idle, wakes);

  const sendsTable = variables.get('SENDS_TABLE');
  const records = async (ids: string[]) =>
    sendsTable === undefined ? new Map() : readSends(dynamodb, sendsTable, ids);
  const publications = () => topics.of(variables.get('FINANCE_TOPIC_ARN'));
  const outbox = outboxView(sink.outbox, records);
  parts.front.serve({
    routes: inventory.routes,
    cors: inventory.cors,
    account,
    clock,
    invoke: (arn, event) => fleet.invoke(arn, event),
    exchange: (authorization) => parts.issuer.exchange(authorization),
    local: localRoutes({
      clock,
      idle,
      traveller: travel,
      sink,
      outbox,
      bus,
      issuer: parts.issuer,
      onStop: parts.onStop,
      publications,
      queues: () => [...queues.queues.values()].map((queue) => queue.holds()),
    }),
  });
  return {
    traveller: travel,
    emulators,
    variables,
    published: (publication) => topics.published(publication),
    async stop() {
      wakes?.stop();
      for (const source of sources) source.stop();
      await fleet.stop();
      await services.stop();
    },
  };
}

function makeFleet(parts: Parts, endpoints: Endpoints, onInvoked: (spec: FunctionSpec) => void): Fleet {
  const { inventory, clock, idle, region, queues, logs, onUsage } = parts;
  return new Fleet({
    functions: inventory.functions
      .filter(({ folder }) => folder !== undefined)
      .map((spec) => ({ ...spec, environment: queuesAt(spec.environment, queues.port, endpoints) })),
    invokeConfigs: inventory.invokeConfigs,
    clock,
    idle,
    region,
    endpoints,
    onUsage,
    workersMax: (spec) => workersOf(spec, inventory),
    log: (name, text) => logs.write(name, text),
    onError: (name, { error }) => logs.failed(name, error),
    onInvoked,
    sendToQueue: (arn, body) => queues.send(arn, body),
  });
}

/** The SDK calls a queue at its URL, whatever the endpoint is. */
function queuesAt(
  environment: Record<string, string>,
  port: number,
  endpoints: Endpoints,
): Record<string, string> {
  const emulator = `http://127.0.0.1:${port}/`;
  const moved = Object.entries(environment).map(([name, value]): [string, string] => [
    name,
    value.startsWith(emulator) ? `${endpoints.queues}/${value.slice(emulator.length)}` : value,
  ]);
  return Object.fromEntries(moved);
}

function startSources({ inventory, queues, idle, clock, region }: Parts, fleet: Fleet): EventSource[] {
  return inventory.mappings.map((mapping) => {
    const queue = queues.queues.get(mapping.queueArn);
    if (queue === undefined) throw new Error(`an event source names no queue: ${mapping.queueArn}`);
    const resolveQueue = (arn: string) => queues.queues.get(arn);
    const { concurrencyMax = WORKERS_MAX } = mapping;
    const workers = Math.min(concurrencyMax, fleet.workersMax(mapping.functionArn));
    return new EventSource({
      mapping,
      queue,
      fleet,
      idle,
      clock,
      region,
      resolveQueue,
      concurrencyMax: workers,
    });
  });
}

function workersOf({ arn, name }: FunctionSpec, { routes, mappings }: Inventory): number {
  const answers = routes.some(({ functionArn }) => functionArn === arn);
  const ordered = mappings.some(
    ({ functionArn, queueArn }) =>
      (functionArn === arn || functionArn === name) && queueArn.endsWith('.fifo'),
  );
  return answers || ordered ? WORKERS_MAX : 1;
}

/** The rule that sweeps waiting profiles. */
function isSweep(rule: RuleSpec, { functions }: Inventory): boolean {
  const targets = functions.filter(({ arn }) => rule.targets.some((target) => target.arn === arn));
  return rule.schedule !== undefined && targets.some(({ id }) => /wake-?profiles/i.test(id));
}

function startWakes(
  sweep: RuleSpec,
  { clock, dynamodb, inventory, account, region }: Parts,
  deliver: Deliver,
  onInvoked: ((spec: FunctionSpec) => void)[],
): Wakes {
  const sweeper = inventory.functions.find(({ arn }) => sweep.targets.some((target) => target.arn === arn));
  const table = sweeper?.environment.PROFILES_TABLE;
  if (table === undefined) throw new Error('the sweep of waiting profiles has no PROFILES_TABLE');
  const wakes = new Wakes(clock, wakeIndex(dynamodb, table), (at) => {
    for (const target of sweep.targets) deliver(target, scheduledEvent(sweep, at, account, region));
  });
  onInvoked.push((spec) => {
    if (spec.environment.PROFILES_TABLE === table) wakes.changed();
  });
  return wakes;
}
