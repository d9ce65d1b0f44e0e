// npm start: the whole backend on this machine, with the sample program published. Ctrl-C ends it and everything it
// started.

import type { Cloud } from './cloud.ts';
import { type Settings, settingsOf, USAGE } from './settings.ts';
import { becomeSmall } from './small.ts';

function readSettings(): Settings {
  try {
    return settingsOf(process.argv.slice(2), process.env);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return process.exit(2);
  }
}

const { help, ...settings } = readSettings();
if (help) {
  console.log(USAGE);
  process.exit(0);
}
becomeSmall(import.meta.filename);
const { startCloud } = await import('./cloud.ts');
const { whenOrphaned } = await import('./orphan.ts');

const WHAT_RUNS = {
  'dynamodb-local': "Amazon's DynamoDB Local",
  dynalite: 'dynalite; DynamoDB Local needs Java 17 on the PATH',
};

/** Commands use port 8787 unless CAIRN_URL is set. */
const STANDARD = 'http://127.0.0.1:8787';

function welcome({ url, database, logs }: Cloud): string {
  const there = url === STANDARD ? '' : `CAIRN_URL=${url} `;
  return `Cairn is ready on ${url}  (database: ${WHAT_RUNS[database]})

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
  run shop traffic until a budget is cut
    ${there}npm run traffic

Functions log to ${logs}; npm start -- --verbose shows it here. Ctrl-C stops everything.`;
}

let stopping = false;
let cloud: Cloud | undefined;
async function stop(): Promise<void> {
  if (stopping) process.exit(1);
  stopping = true;
  await cloud?.stop();
  process.exit(0);
}
process.on('SIGINT', () => void stop());
process.on('SIGTERM', () => void stop());
await whenOrphaned(() => void stop());

try {
  cloud = await startCloud(settings);
  console.log(welcome(cloud));
} catch (error) {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const message = error instanceof Error ? error.message : String(error);
  console.error(
    taken ? `Port ${settings.port} is taken: PORT=${settings.port + 1} npm start takes another.` : message,
  );
  process.exit(1);
}
