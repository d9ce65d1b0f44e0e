// npm start: the whole backend on this machine, with the sample program published. Ctrl-C ends it and everything it
// started.

import { IN_BACKGROUND, logOf, READY, startInBackground } from './background.ts';
import type { Cloud } from './cloud.ts';
import { readSettings } from './settings.ts';
import { becomeSmall } from './small.ts';

const settings = readSettings();
const inBackground = process.env[IN_BACKGROUND] !== undefined;
if (settings.background && !inBackground)
  process.exit(await startInBackground(import.meta.filename, settings.port));
becomeSmall(import.meta.filename);
const { startCloud } = await import('./cloud.ts');
const { whenOrphaned } = await import('./orphan.ts');

const WHAT_RUNS = {
  'dynamodb-local': "Amazon's DynamoDB Local",
  dynalite: 'dynalite; DynamoDB Local needs Java 17 on the PATH',
};

/** Commands use port 8787 unless CAIRN_URL is set. */
const STANDARD = 'http://127.0.0.1:8787';

function welcome({ url, port, database, logs }: Cloud): string {
  const there = url === STANDARD ? '' : `CAIRN_URL=${url} `;
  const ending = inBackground
    ? `It goes on in the background (process ${process.pid}) until: ${url === STANDARD ? '' : `PORT=${port} `}npm stop
Why it ended is then in ${logOf(settings.port)}`
    : 'Ctrl-C stops everything.';
  return `${READY} on ${url}  (database: ${WHAT_RUNS[database]})

Try next:
  post a person who consents to mail and views a product
    curl -u local-write-key: ${url}/v1/batch -H 'content-type: application/json' -d '{"batch":[
      {"type":"identify","userId":"ann","traits":{"email":"ann@example.com"}},
      {"type":"track","userId":"ann","event":"Consent Given","properties":{"purpose":"marketing","channels":["email"],"source":"curl","wording":"Yes, mail me"}},
      {"type":"track","userId":"ann","event":"Product Viewed","properties":{"product_id":"p1","price":30}}]}'
  advance the clock by two hours
    curl -X POST ${url}/_local/clock -d '{"advance":"PT2H"}'
  see the messages that people received
    ${url}/_local/outbox
  see why
    ${there}npx cairn why user:ann
  run some days of shop traffic
    ${there}npm run traffic

Functions log to ${logs}; npm start -- --verbose shows it here.
${ending}`;
}

let stopping = false;
let cloud: Cloud | undefined;
async function stop(why: string, code = 0): Promise<void> {
  if (stopping) return;
  stopping = true;
  await cloud?.stop();
  console.log(`Cairn has ended, with exit code ${code}: ${why}`);
  process.exit(code);
}
/** A second one does not wait for the end. */
process.on('SIGINT', () => (stopping ? process.exit(1) : void stop('Ctrl-C (SIGINT).')));
process.on('SIGTERM', () => void stop('it was asked to (SIGTERM).'));
process.on('SIGHUP', () => void stop('its terminal was closed (SIGHUP).'));
process.on('uncaughtException', (error) => void stop(error.stack ?? error.message, 1));
// Whoever read its output may be gone; the backend is not.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
if (!inBackground) await whenOrphaned(() => void stop('the npm that started it is gone.'));

try {
  cloud = await startCloud({ ...settings, onStop: () => void stop('npm stop.') });
  console.log(welcome(cloud));
} catch (error) {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const message = error instanceof Error ? error.message : String(error);
  console.error(
    taken ? `Port ${settings.port} is taken: PORT=${settings.port + 1} npm start takes another.` : message,
  );
  process.exit(1);
}
