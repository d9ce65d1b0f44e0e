// What the API itself tells: whether it answers, as whom, its clock, and what waits for a person.
import { call, openCall } from '../api.ts';
import { isLoopback } from '../token-store.ts';
import { type Check, ok, problem } from './check.ts';

/** A token is refused before it is valid, and a signed request by AWS from five minutes on. */
const SKEW_MAX_MS = 60_000;
const DAY_MS = 86_400_000;

export const apiChecks = (url: string): Check[] => [
  { name: 'address', run: async () => address(url) },
  { name: 'health', run: () => health(url) },
  { name: 'clock', run: () => clock(url) },
  { name: 'settings', run: settings },
  { name: 'token', run: token },
  { name: 'program', run: program },
  { name: 'budgets', run: budgets },
  { name: 'quarantine', run: quarantine },
];

function address(url: string) {
  return isLoopback(url) || url.startsWith('https:')
    ? ok(url)
    : problem(`${url} is reached in plain: tokens travel readable.`, 'Set CAIRN_URL to the https address.');
}

async function health(url: string) {
  await openCall('GET /health');
  return ok(`The API answers at ${url}.`);
}

/** The server's clock by its Date header, half a round trip ago. */
async function clock(url: string) {
  const began = Date.now();
  const answer = await fetch(`${url}/health`, { method: 'GET' });
  const now = (began + Date.now()) / 2;
  const stated = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(stated))
    return problem('The response has no Date.', 'Look at what stands before the API.');
  // The header has whole seconds.
  const skew = stated + 500 - now;
  const text = `This machine's clock and the API's differ by ${Math.round(Math.abs(skew) / 1000)} s.`;
  return Math.abs(skew) <= SKEW_MAX_MS
    ? ok(text)
    : problem(text, 'Have this machine set its clock by NTP: tokens and signatures carry times.');
}

/** Without an issuer nobody gets in, whatever their token. */
async function settings() {
  const { issuer, clientId } = await openCall('GET /v1/sign-in').catch((error: Error) => {
    if (error.message.startsWith('404')) return { issuer: '', clientId: '' };
    throw error;
  });
  return issuer
    ? ok(`Operators' tokens come from ${issuer}, for ${clientId}.`)
    : problem(
        'No issuer of tokens is configured.',
        'Deploy with jwtIssuer and jwtAudience, or without both: docs/operating/deploy.md',
      );
}

async function token() {
  await call('GET /v1/journeys', { query: { limit: 1 } }).catch((error: Error) => {
    // Before the first publish there are no journeys: the next check says so.
    if (!error.message.startsWith('404')) throw error;
  });
  return ok('The token is taken, and its role may read.');
}

async function program() {
  const { releases } = await call('GET /v1/releases', { query: { limit: 1 } });
  const [live] = releases;
  return live
    ? ok(`Release ${live.number} is live since ${live.publishedAt}.`)
    : problem('No program was published yet: nobody is entered or written to.', 'npx cairn publish DIR');
}

async function budgets() {
  const all = (await call('GET /v1/budgets', { query: { limit: 100 } })).budgets;
  const waiting = all.flatMap(({ id, proposed }) => proposed.map((n) => `${id} #${n}`));
  const alerted = all.filter(({ alerts }) => alerts > 0).map(({ id }) => id);
  if (waiting.length === 0 && alerted.length === 0)
    return ok(`${all.length} budgets, and none waits for a person.`);
  const said = [
    ...(waiting.length ? [`Cuts wait for a person: ${waiting.join(', ')}.`] : []),
    ...(alerted.length ? [`There are alerts about ${alerted.join(', ')}.`] : []),
  ];
  return problem(said.join(' '), `npx cairn budgets show ${waiting[0]?.split(' ')[0] ?? alerted[0]}`);
}

async function quarantine() {
  const { items } = await call('GET /v1/quarantine', { query: { limit: 100 } });
  const since = Date.now() - DAY_MS;
  const open = items.filter(({ at, releasedAt }) => releasedAt === undefined && Date.parse(at) > since);
  return open.length === 0
    ? ok('Nothing was quarantined in the last day and not released.')
    : problem(
        `${open.length}${open.length === 100 ? ' or more' : ''} items of the last day wait in quarantine.`,
        'npx cairn quarantine list',
      );
}
