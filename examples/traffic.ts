// npm run traffic: a seeded day-by-day shop in front of the local backend. People browse, give consent, buy; journeys move,
// messages arrive; then SMS spend goes up while its orders stay away, and the guard cuts the SMS budget.
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

const post = <T>(path: string, body: unknown, headers: Record<string, string> = {}) =>
  ask<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

interface Outbox {
  messages: { channel: string; journey: string }[];
}
interface Decisions {
  decisions: {
    n: number;
    kind: string;
    from?: { amount: string };
    to?: { amount: string };
    status: string;
  }[];
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

async function report(day: number): Promise<boolean> {
  const { messages } = await ask<Outbox>('/_local/outbox');
  const byJourney = Object.entries(
    Object.groupBy(messages, (message) => `${message.journey} by ${message.channel}`),
  );
  console.log(`\nDay ${day}: ${messages.length} messages so far`);
  for (const [name, list] of byJourney) console.log(`  ${String(list?.length).padStart(5)}  ${name}`);
  const { now } = await ask<{ now: string }>('/_local/clock');
  const from = new Date(Date.parse(now) - 30 * 86_400_000).toISOString().slice(0, 10);
  const roi = await ask<Roi>(`/v1/reports/roi?from=${from}&to=${now.slice(0, 10)}&model=last`, {
    headers: operator,
  });
  for (const row of roi.rows)
    console.log(
      `  ${row.channel}: spend ${row.spend.amount}, revenue ${row.revenue.amount}, ROI ${row.roi?.toFixed(2) ?? '-'}`,
    );
  const { decisions } = await ask<Decisions>('/v1/budgets/sms/decisions', { headers: operator });
  for (const { n, kind, from: before, to, status } of decisions)
    console.log(`  decision ${n}: ${kind} of sms, ${before?.amount} -> ${to?.amount} (${status})`);
  return decisions.length > 0;
}

const shop = new ShopDay(Number(values.seed), Number(values.people));
let cut = false;
for (let day = 1; day <= Number(values.days) && !cut; day += 1) {
  const { now } = await ask<{ now: string }>('/_local/clock');
  const analytics = new Analytics({ writeKey: 'local-write-key', host: url, flushAt: 50 });
  shop.play(analytics, new Date(now), day);
  await analytics.closeAndFlush();
  await ask('/_local/idle');
  await post(
    '/v1/spend',
    { rows: shop.spend(now.slice(0, 10), day) },
    { authorization: `Basic ${btoa('local-write-key:')}` },
  );
  await post('/_local/clock', { advance: 'P1D' });
  cut = await report(day);
}
console.log(
  cut
    ? '\nThe guard cut the SMS budget. Why, in full: '
    : '\nNo cut yet; more days: npm run traffic -- --days 10. Decisions: ',
);
console.log(`  curl -H 'authorization: Bearer local-finance' ${url}/v1/budgets/sms/decisions`);
console.log(`  announcements to finance: ${url}/_local/events?type=sns`);
