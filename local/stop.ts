// npm stop: ends the local backend on a port, however it was started, and returns when it has ended.
import { setTimeout as sleep } from 'node:timers/promises';
import { readSettings } from './settings.ts';

const POLL_MS = 50;
const url = `http://127.0.0.1:${readSettings().port}`;

const answers = (path: string, method = 'GET'): Promise<boolean> =>
  fetch(url + path, { method, headers: { connection: 'close' } }).then(
    ({ ok }) => ok,
    () => false,
  );

if (!(await answers('/_local/stop', 'POST'))) {
  console.error(`No local backend answers on ${url}.`);
  process.exit(1);
}
while (await answers('/_local/clock')) await sleep(POLL_MS);
console.log(`The local backend on ${url} has ended.`);
