/**
 * One contract suite for every adapter of a port. In a test file:
 *
 *   forEachStore<KeyStore>('key store', {
 *     'in memory': () => inMemoryKeyStore(),
 *     dynamodb: ({ client, tables }) => dynamoKeyStore(client, tables.keys),
 *   }, (make) => {
 *     test('what was put is found', async () => {
 *       const store = await make(); // fresh and empty: on a database, with tables of its own
 *       ...
 *     });
 *   });
 *
 * The suite then runs on the in-memory twin, on DynamoDB Local (skipped, with its reason printed, where no Java 17+
 * is on PATH) and on dynalite. A database starts with the first file that needs it; one JVM serves the whole run
 * where tests/contract/setup.ts is vitest's globalSetup, else one JVM per file.
 */
import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { type Database, javaMissing, startDynalite, startDynamoDbLocal } from './servers.ts';
import { createTables, type Tables } from './tables.ts';

export interface DatabaseStore {
  client: DynamoDBClient;
  tables: Tables;
}

export interface Factories<T> {
  'in memory'?: () => T | Promise<T>;
  dynamodb: (store: DatabaseStore) => T | Promise<T>;
}

/** Runs a suite on every adapter of a port; `make` returns a fresh, empty store. */
export function forEachStore<T>(
  port: string,
  factories: Factories<T>,
  suite: (make: () => Promise<T>) => void,
): void {
  const inMemory = factories['in memory'];
  if (inMemory) describe(`${port} in memory`, () => suite(async () => inMemory()));
  forEachDatabase(port, (database) => suite(async () => factories.dynamodb(await database())));
}

/** Runs a suite on DynamoDB Local and on dynalite, for tests of the database itself. */
export function forEachDatabase(name: string, suite: (database: () => Promise<DatabaseStore>) => void): void {
  describe(`${name} on DynamoDB Local`, () => {
    const missing = javaMissing();
    if (missing === undefined) onDatabase(sharedOrOwn, suite);
    else onNothing(missing, suite);
  });
  describe(`${name} on dynalite`, () => onDatabase(startDynalite, suite));
}

/** Lists the suite's tests as skipped, each with the reason. */
function onNothing(reason: string, suite: (database: () => Promise<DatabaseStore>) => void): void {
  beforeEach((context) => context.skip(reason));
  suite(() => Promise.reject(new Error(reason)));
}

function onDatabase(
  start: () => Promise<Database>,
  suite: (database: () => Promise<DatabaseStore>) => void,
): void {
  let database: Database | undefined;
  let client: DynamoDBClient | undefined;
  beforeAll(async () => {
    database = await start();
    client = clientFor(database.endpoint);
  }, 60_000);
  afterAll(async () => {
    client?.destroy();
    await database?.stop();
  });
  suite(async () => {
    if (!client) throw new Error('make() works inside tests and hooks only');
    return { client, tables: await createTables(client, `t${randomBytes(6).toString('hex')}`) };
  });
}

export function clientFor(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 3,
  });
}

/** The run's DynamoDB Local, requested from setup.ts, which starts it at the first request. */
async function sharedOrOwn(): Promise<Database> {
  const shared = process.env['CAIRN_TEST_DATABASE'];
  if (!shared) return startDynamoDbLocal();
  const answer = await fetch(shared);
  if (!answer.ok) throw new Error(`DynamoDB Local did not start: ${await answer.text()}`);
  return { endpoint: await answer.text(), stop: async () => {} };
}
