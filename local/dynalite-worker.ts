// The worker thread that runs dynalite, so that its work does not hold up the gateway's. It reports its port once.

import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';

const dynalite: (options: { createTableMs: number; deleteTableMs: number; updateTableMs: number }) => Server =
  createRequire(import.meta.url)('dynalite');

const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  parentPort?.postMessage(typeof address === 'object' ? address?.port : undefined);
});
