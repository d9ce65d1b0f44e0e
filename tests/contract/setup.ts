// vitest's globalSetup: one DynamoDB Local for the whole run, started when the first contract suite requests it, so
// that a run of pure tests starts no JVM.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Database, startDynamoDbLocal } from './servers.ts';

export default async function setup(): Promise<() => Promise<void>> {
  let starting: Promise<Database> | undefined;
  const door = createServer((_, response) => {
    starting ??= startDynamoDbLocal();
    starting.then(
      (database) => response.end(database.endpoint),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  process.env['CAIRN_TEST_DATABASE'] = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  return async () => {
    door.close();
    await (await starting?.catch(() => undefined))?.stop();
  };
}
