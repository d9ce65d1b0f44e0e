// npm run traffic: a seeded day-by-day shop in front of the local backend, whatever program is live there. People browse,
// give consent, buy; journeys move, messages arrive; SMS spend goes up while its orders stay away. It ends early when the
// guard decides to cut a budget for SMS, which the sample shop has.
import { parseArgs } from 'node:util';
import { Analytics } from '@segment/analytics-node';
import { ShopDay } from './shop-day.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    people: { type: 'string', default: '60' },
    days: { type: 'string', default: '4' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log(
    'npm run traffic -- [--seed 1] [--people 60] [--days 4]   (CAIRN_URL: default http://127.0.0.1:8787)',
  );
  process.exit(0);
}

const url = (process.env.CAIRN_URL ?? 'http://127.0.0.1:8787').replace(/\/$/, '');
const operator = { authorization: 'Bearer local-admin' };

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const answer = await fetch(url + path, init);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

const read = <T>(path: string) => ask<T>(path, { headers: operator });

const post = <T>(path: string, body: unknown, headers: Record<string, string> = {}) =>
  ask<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

interface Outbox {
  messages: { channel: string; journey: string }[];
}
interface Live {
  program: { channels: Record<string, unknown>; purposes: Record<string, unknown> };
}
interface Budgets {
  budgets: { id: string; channel: string }[];
}
interface Decision {
  n: number;
  budget: string;
  kind: string;
  from: { amount: string; currency: string };
  to: { amount: string; currency: string };
  status: string;
}
interface Roi {
  rows: {
    channel: string;
    spend: { amount: string };
    revenue: { amount: string };
    roi: number | null;
    sends: number;
  }[];
}

async function report(day: number): Promise<void> {
  const { messages } = await ask<Outbox>('/_local/outbox');
  const byJourney = Object.entries(
    Object.groupBy(messages, (message) => `${message.journey} by ${message.channel}`),
  );
  console.log(`\nDay ${day}: ${messages.length} messages so far`);
  for (const [name, list] of byJourney) console.log(`  ${String(list?.length).padStart(5)}  ${name}`);
  const { now } = await ask<{ now: string }>('/_local/clock');
  const from = new Date(Date.parse(now) - 30 * 86_400_000).toISOString().slice(0, 10);
  const roi = await read<Roi>(`/v1/reports/roi?from=${from}&to=${now.slice(0, 10)}&model=last`);
  for (const row of roi.rows)
    console.log(
      `  ${row.channel}: spend ${row.spend.amount}, revenue ${row.revenue.amount}, ROI ${row.roi?.toFixed(2) ?? '-'}`,
    );
}

/** The cuts of the budgets for SMS, oldest first, without those that were there before. */
async function cutsAfter(earlier: readonly Decision[]): Promise<Decision[]> {
  const found: Decision[] = [];
  for (const budget of budgets) {
    const { decisions } = await read<{ decisions: Decision[] }>(`/v1/budgets/${budget}/decisions`);
    found.push(...decisions.filter(({ kind }) => kind === 'cut').reverse());
  }
  return found.filter((cut) => !earlier.some(({ budget, n }) => budget === cut.budget && n === cut.n));
}

/** What a person does next about a cut. */
function inWords({ budget, n, status, from, to }: Decision): string {
  const what = `of the budget ${budget}, ${from.amount} ${from.currency} -> ${to.amount} ${to.currency}`;
  return status === 'proposed'
    ? `The guard proposes a cut ${what}. To agree: npx cairn budgets approve ${budget} ${n}`
    : `The guard made a cut ${what}. Why, in full: npx cairn budgets decisions ${budget}`;
}

const { program } = await read<Live>('/v1/program');
const listed = await read<Budgets>('/v1/budgets');
const budgets = listed.budgets.filter(({ channel }) => channel === 'sms').map(({ id }) => id);
if (budgets.length === 0)
  console.log(
    'The live program has no budget for SMS, so there is nothing to cut. The sample shop has one: npx cairn publish examples/shop --yes',
  );
const shop = new ShopDay(Number(values.seed), Number(values.people), Object.keys(program.purposes));
const earlier = await cutsAfter([]);
let cuts: Decision[] = [];
for (let day = 1; day <= Number(values.days) && cuts.length === 0; day += 1) {
  const { now } = await ask<{ now: string }>('/_local/clock');
  const analytics = new Analytics({ writeKey: 'local-write-key', host: url, flushAt: 50 });
  shop.play(analytics, new Date(now), day);
  await analytics.closeAndFlush();
  await ask('/_local/idle');
  const rows = shop.spend(now.slice(0, 10), day).filter(({ channel }) => channel in program.channels);
  if (rows.length > 0)
    await post('/v1/spend', { rows }, { authorization: `Basic ${btoa('local-write-key:')}` });
  await post('/_local/clock', { advance: 'P1D' });
  await report(day);
  cuts = await cutsAfter(earlier);
}
console.log();
for (const cut of cuts) console.log(inWords(cut));
if (cuts.length > 0) console.log(`What finance was sent: curl '${url}/_local/events?type=sns'`);
else if (budgets.length > 0)
  console.log(
    `No cut yet. More days: npm run traffic -- --days 10. Why: npx cairn budgets show ${budgets[0]}`,
  );
