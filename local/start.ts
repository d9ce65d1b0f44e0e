// npm start: the whole backend on this machine, with the sample program published. Ctrl-C ends it and all it started.

import { parseArgs } from 'node:util';
import type { Cloud } from './cloud.ts';
import { becomeSmall } from './small.ts';

becomeSmall(import.meta.filename);
const { startCloud } = await import('./cloud.ts');
const { whenOrphaned } = await import('./orphan.ts');

const { values } = parseArgs({
  options: {
    verbose: { type: 'boolean', short: 'v', default: false },
    database: { type: 'string' },
    program: { type: 'string' },
  },
});

function databaseOf(text: string | undefined): 'dynamodb-local' | 'dynalite' | undefined {
  if (text === undefined || text === 'dynamodb-local' || text === 'dynalite') return text;
  throw new Error(`--database is dynamodb-local or dynalite, not ${text}`);
}

const WHAT_RUNS = {
  'dynamodb-local': "Amazon's DynamoDB Local",
  dynalite: 'dynalite; DynamoDB Local needs Java 17 on the PATH',
};

function welcome({ url, database, logs }: Cloud): string {
  return `Cairn is ready on ${url}  (database: ${WHAT_RUNS[database]})

Try next:
  somebody says yes to mail and looks at a product
    curl -u local-write-key: ${url}/v1/batch -H 'content-type: application/json' -d '{"batch":[
      {"type":"identify","userId":"ann","traits":{"email":"ann@example.com"}},
      {"type":"track","userId":"ann","event":"Consent Given","properties":{"purpose":"marketing","channels":["email"],"source":"curl","wording":"Yes, mail me"}},
      {"type":"track","userId":"ann","event":"Product Viewed","properties":{"product_id":"p1","price":30}}]}'
  two hours pass
    curl -X POST ${url}/_local/clock -d '{"advance":"PT2H"}'
  what people got
    ${url}/_local/outbox
  why
    npx cairn why user:ann
  shop traffic, until a budget is cut
    npm run traffic

Functions log to ${logs}; npm start -- --verbose shows it here. Ctrl-C stops everything.`;
}

const port = Number(process.env.PORT ?? 8787);
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
  cloud = await startCloud({
    port,
    database: databaseOf(values.database),
    program: values.program,
    verbose: values.verbose,
  });
  console.log(welcome(cloud));
} catch (error) {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const message = error instanceof Error ? error.message : String(error);
  console.error(taken ? `Port ${port} is taken: PORT=${port + 1} npm start takes another.` : message);
  process.exit(1);
}
