// What finance decides and reads from the command line, against a server that records what it was asked.
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

interface Asked {
  route: string;
  accept: string | undefined;
  body: string;
}
const asked: Asked[] = [];
/** By the beginning of the route. */
let answers: [string, string, string][] = [];

const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  const route = `${request.method} ${request.url}`;
  asked.push({ route, accept: request.headers.accept, body });
  const [, type = 'application/json', text = '{}'] = answers.find(([begin]) => route.startsWith(begin)) ?? [];
  response.writeHead(200, { 'content-type': type }).end(text);
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  asked.length = 0;
});

const cairn = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, CAIRN_URL: url };
    execFile(process.execPath, ['cli/cairn.js', ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const program = (timeZone: string): [string, string, string] => [
  'GET /v1/program',
  'application/json',
  JSON.stringify({ program: { timeZone } }),
];

test('budgets revert and adjust need a reason, and ask nothing without one', async () => {
  for (const args of [
    ['revert', 'sms', '3'],
    ['adjust', 'sms', '5.00 EUR'],
  ]) {
    const run = await cairn('budgets', ...args);
    expect(run.code).toBe(2);
    expect(run.err).toContain('--reason');
  }
  expect(asked).toEqual([]);
});

test('budgets revert posts its reason; what waits for a second person is told in the program’s zone', async () => {
  const decision = { n: 3, budget: 'sms', kind: 'cut', status: 'applied' };
  const waiting = { for: 'revert', by: 'ann', expiresAt: '2026-11-22T10:00:00.000Z' };
  answers = [
    program('Asia/Tokyo'),
    ['POST /v1/budgets/sms/decisions/3/revert', 'application/json', JSON.stringify({ ...decision, waiting })],
  ];
  const run = await cairn('budgets', 'revert', 'sms', '3', '--reason', 'a fair');
  expect(asked[0]?.body).toBe('{"reason":"a fair"}');
  expect(run).toMatchObject({ code: 0 });
  expect(run.out).toContain('waits for a second person, until 22 November 2026 at 19:00 GMT+9');
  expect(run.out).toContain('npx cairn budgets approve sms 3');
});

test('budgets adjust says what is in force', async () => {
  const decision = { n: 1, budget: 'sms', kind: 'adjustment', status: 'applied' };
  const standing = JSON.stringify({ decisions: [decision], inForce: eur('6000.00') });
  answers = [['POST /v1/budgets/sms/adjust', 'application/json', standing]];
  const run = await cairn('budgets', 'adjust', 'sms', '6000.00 EUR', '--reason', 'a fair');
  expect(run.out).toBe('Decision 1 on sms (adjustment): applied\nIn force of sms: 6000.00 EUR\n');
});

test('report --csv prints the server’s CSV as it is', async () => {
  const csv = 'from,to\r\n2026-11-01,2026-11-30\r\n';
  answers = [['GET /v1/reports/roi', 'text/csv; charset=utf-8', csv]];
  const run = await cairn('report', 'roi', '--from', '2026-11-01', '--to', '2026-11-30', '--csv');
  expect(run).toMatchObject({ code: 0, out: csv });
  expect(asked).toMatchObject([
    { route: 'GET /v1/reports/roi?from=2026-11-01&to=2026-11-30', accept: 'text/csv' },
  ]);
});

test('report tells its days in words, and of what the return is one', async () => {
  const row = { spend: eur('10.00'), revenue: eur('30.00'), roi: 3, conversions: 1, sends: 5 };
  const body = {
    ...{ model: 'last', from: '2026-11-01', to: '2026-11-30', currency: 'EUR', unconverted: [] },
    rows: [
      { ...row, channel: 'email' },
      { ...row, channel: 'sms', margin: '50%', contribution: eur('15.00'), roi: 1.5 },
    ],
    totals: row,
    unattributed: { revenue: eur('0.00'), conversions: 0 },
  };
  answers = [['GET /v1/reports/roi', 'application/json', JSON.stringify(body)]];
  const { out } = await cairn('report', 'roi');
  expect(out).toContain('Return by channel, 1 November 2026 to 30 November 2026, last touch');
  expect(out).toContain('email: spend 10.00 EUR, revenue 30.00 EUR, ROI (revenue over cost) 3.00');
  expect(out).toContain(
    'sms: spend 10.00 EUR, revenue 30.00 EUR, contribution 15.00 EUR, return on contribution 1.50',
  );
});

test('a report that does not exist is wrong usage', async () => {
  expect(await cairn('report', 'weather')).toMatchObject({ code: 2, out: '' });
  expect(asked).toEqual([]);
});

test('other commands tell times in the program’s zone, and in UTC before anything is published', async () => {
  const item = {
    id: 'q1',
    at: '2026-11-20T10:00:00.000Z',
    source: 's',
    pointer: '/event',
    detail: 'is missing',
  };
  const listed = JSON.stringify({ items: [item] });
  answers = [program('Europe/Berlin'), ['GET /v1/quarantine', 'application/json', listed]];
  expect((await cairn('quarantine', 'list')).out).toContain('20 November 2026 at 11:00 CET');
  answers = [['GET /v1/quarantine', 'application/json', listed]];
  expect((await cairn('quarantine', 'list')).out).toContain('20 November 2026 at 10:00 UTC');
  expect((await cairn('--json', 'quarantine', 'list')).out).toContain('2026-11-20T10:00:00.000Z');
});
