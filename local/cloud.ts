// The local cloud: reads the synthesized templates, starts the emulators and the functions, and connects them as the
// templates specify. npm start and the integration tests both start it here.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ensureBuilt } from './build.ts';
import { CloudClock, startOfLocalDay } from './clock.ts';
import { type DatabaseKind, startDatabase } from './database.ts';
import type { Endpoints } from './functions/environment.ts';
import type { Usage } from './functions/protocol.ts';
import { Front } from './http/front.ts';
import { GATEWAY_PATH } from './http/local-routes.ts';
import { Idle } from './idle.ts';
import { AUDIENCE, Issuer } from './issuer.ts';
import { FunctionLogs } from './logs.ts';
import { startQueueServer } from './queues/server.ts';
import { createTables, databaseClient } from './tables.ts';
import { loadAssembly } from './template/assembly.ts';
import { type FunctionSpec, takeInventory } from './template/inventory.ts';
import { type Resource, resolveStacks } from './template/resolve.ts';
import { type Wiring, wire } from './wiring.ts';

export interface CloudOptions {
  /** 0 or absent: a free port. */
  port?: number;
  /** Absent: DynamoDB Local where Java 17 is installed, else dynalite. */
  database?: DatabaseKind;
  /** Directory of the program to publish; absent: examples/shop; false: no program and no write keys. */
  program?: string | false;
  /** A cloud assembly to run unchanged; absent: cdk.out, built when its inputs changed. */
  cdkOut?: string;
  /** Values of CloudFormation parameters in addition to the local ones. */
  parameters?: Record<string, string>;
  /** Show what functions log. */
  verbose?: boolean;
  /** Called for every failed invocation; absent: it is printed to standard error. */
  onFunctionError?: (functionName: string, message: string) => void;
  /**
   * Puts a relay between functions and emulators, such as one that counts. It gets the emulators' endpoints and the
   * templates' resources, and returns the endpoints that functions shall call.
   */
  gateway?: (emulators: Endpoints, resources: readonly Resource[]) => Promise<Endpoints>;
  /** Called when `npm stop` asks for the end; absent: it is refused. */
  onStop?: () => void;
  /** Called for every invocation. */
  onUsage?: (spec: FunctionSpec, usage: Usage) => void;
}

export interface Cloud {
  url: string;
  port: number;
  database: DatabaseKind;
  /** Names of the tables by the environment variable that functions read, such as SYSTEM_TABLE. */
  variables: ReadonlyMap<string, string>;
  dynamodb: DynamoDBClient;
  /** The emulators' own endpoints, without a relay. */
  emulators: Endpoints;
  clock: CloudClock;
  /** Folder of the functions' log files. */
  logs: string;
  advance(ms: number): Promise<void>;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ACCOUNT = '000000000000';
const REGION = 'us-east-1';

export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await start(options, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: CloudOptions,
  undo: (() => Promise<void> | void)[],
  stop: () => Promise<void>,
): Promise<Cloud> {
  const built = options.cdkOut === undefined ? ensureBuilt(ROOT) : Promise.resolve(resolve(options.cdkOut));
  const starting = startDatabase(options.database);
  built.catch(() => undefined);
  starting.catch(() => undefined);
  const clock = new CloudClock(startOfLocalDay());
  undo.push(() => clock.stop());
  const idle = new Idle();
  const front = new Front();
  await front.listen(options.port ?? 0);
  undo.push(() => front.stop());
  const url = `http://127.0.0.1:${front.port}`;
  let wiring: Wiring | undefined;
  const queues = await startQueueServer({
    clock,
    region: REGION,
    onPublish: (publication) => wiring?.published(publication),
  });
  undo.push(() => queues.stop());

  const database = await starting;
  undo.push(() => database.stop());
  const resources = await readTemplates(await built, url, queues.port, options.parameters ?? {});
  const inventory = takeInventory(resources);
  const dynamodb = databaseClient(database.port, REGION);
  undo.push(() => dynamodb.destroy());
  queues.create(inventory);
  await createTables(dynamodb, inventory.tables);

  const logs = new FunctionLogs(front.port, options.verbose === true, options.onFunctionError);
  undo.push(() => logs.close());
  const issuer = await Issuer.create(url, clock);
  wiring = await wire({
    inventory,
    clock,
    idle,
    queues,
    database,
    dynamodb,
    front,
    issuer,
    logs,
    account: ACCOUNT,
    region: REGION,
    gateway: async (emulators) => (await options.gateway?.(emulators, resources)) ?? emulators,
    onStop: options.onStop,
    onUsage: options.onUsage,
  });
  const wired = wiring;
  undo.push(() => wired.stop());
  const cloud: Cloud = {
    url,
    port: front.port,
    database: database.kind,
    variables: wired.variables,
    dynamodb,
    emulators: wired.emulators,
    clock,
    logs: logs.folder,
    advance: (ms) => wired.traveller.advance(ms),
    idle: () => idle.settled(),
    stop,
  };
  await seed(cloud, options.program);
  return cloud;
}

async function readTemplates(
  folder: string,
  url: string,
  queuePort: number,
  parameters: Record<string, string>,
): Promise<Resource[]> {
  const stacks = await loadAssembly(folder);
  const place = { account: ACCOUNT, region: REGION, queueBase: `http://127.0.0.1:${queuePort}`, apiUrl: url };
  return resolveStacks(stacks, place, { ...localParameters(url), ...parameters });
}

/** Local values of the settings that differ between installations. */
function localParameters(url: string): Record<string, string> {
  return {
    LinkBaseUrl: url,
    JwtIssuer: `${url}/_local/issuer`,
    JwtAudience: AUDIENCE,
    EmailFrom: 'Shop <hello@shop.example>',
    EmailIdentity: 'shop.example',
    SesConfigurationSet: 'local',
    SmsOriginationIdentity: 'sender-id/SHOP/DE',
    SmsConfigurationSet: 'local',
    PushApplicationId: 'local',
    WebhookUrl: `${url}${GATEWAY_PATH}`,
    WebhookAllowedAddresses: '127.0.0.1',
  };
}

async function seed(cloud: Cloud, program: string | false | undefined): Promise<void> {
  if (program === false) return;
  // Loaded only here: it belongs to the product, and an assembly run without a program may be another product's.
  const { publishProgram, seedSystemTable } = await import('./seed.ts');
  await seedSystemTable(cloud);
  const folder = program ?? resolve(ROOT, 'examples/shop');
  if (program !== undefined || existsSync(folder)) await publishProgram(cloud, folder);
  await cloud.idle();
}
