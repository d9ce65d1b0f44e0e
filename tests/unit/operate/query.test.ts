// The query of operators' routes: what cannot be read is refused, whichever route is asked.
import { describe, expect, test } from 'vitest';
import { cursorOf } from '../../../lib/http/cursor.ts';
import type { OperatorRoute } from '../../../schemas/api/route.ts';
import { operatorRoutes } from '../../../schemas/api/routes.ts';
import { consentAndView, shopFiles, world } from './world.ts';

const ROUTES = Object.entries<OperatorRoute>(operatorRoutes);
const PAGED = ROUTES.flatMap(([key, { query }]) => (query && 'cursor' in query.shape ? [key] : []));
const PATH = { address: 'user:kim', id: 'sms', n: '1' };
const JUNK = ['', 'x', '0', '%', '5.0', `${'z'.repeat(999)}.`, 'MTI.AAAAAAAAAA', '../..', '💥'];

const placesIn = (route: string) =>
  Object.fromEntries(Object.entries(PATH).filter(([name]) => route.includes(`{${name}}`)));

async function shop() {
  const w = world();
  for (const id of ['one', 'two']) {
    const files = { ...(await shopFiles()), [`channels/${id}.json`]: { id } };
    await w.ask('POST /v1/program/publish', { body: { files } });
  }
  await w.post(...consentAndView('kim'));
  for (const n of [1, 2, 3]) {
    await w.post({ type: 'track', userId: 'kim', messageId: `bad-${n}`, properties: {} });
    await w.ask('POST /v1/keys', { body: { scope: 'server', name: `key ${n}` } });
    await w.ask('POST /v1/budgets/{id}/adjust', {
      path: { id: 'sms' },
      body: { amount: `${n}.00 EUR`, reason: 'fair' },
    });
  }
  return w;
}

describe('a cursor', () => {
  test('belongs to at least the routes that page today', () => {
    expect(PAGED).toEqual(
      expect.arrayContaining([
        'GET /v1/journeys',
        'GET /v1/profiles/{address}/timeline',
        'GET /v1/quarantine',
        'GET /v1/budgets/{id}/decisions',
        'GET /v1/keys',
      ]),
    );
  });

  test.each(PAGED)('of %s leads on; junk, and that of any other list, is a 400', async (route) => {
    const w = await shop();
    const first = async (key: string, path: Record<string, string>) =>
      (await w.ask<{ cursor?: string }>(key, { path, query: { limit: '1' } })).body.cursor ?? '';
    const own = await first(route, PATH);
    const next = await w.ask(route, { path: PATH, query: { cursor: own } });
    expect(next).toMatchObject({ status: 200 });
    const foreign = await Promise.all(PAGED.filter((key) => key !== route).map((key) => first(key, PATH)));
    const nowhere = cursorOf(JSON.stringify([route, placesIn(route)]), '');
    for (const cursor of [...JUNK, ...foreign, own.slice(0, -1), `${own} `, nowhere]) {
      const { status, body } = await w.ask(route, { path: PATH, query: { cursor } });
      expect({ cursor, status, ...body }).toMatchObject({
        status: 400,
        pointer: '/cursor',
        parameter: 'cursor',
        errors: [{ pointer: '/cursor' }],
      });
    }
  });

  test('of one budget is not one of another', async () => {
    const w = await shop();
    const route = 'GET /v1/budgets/{id}/decisions';
    const { body } = await w.ask<{ cursor: string }>(route, { path: { id: 'sms' }, query: { limit: '1' } });
    const other = await w.ask(route, { path: { id: 'email' }, query: { cursor: body.cursor } });
    expect(other).toMatchObject({ status: 400, body: { pointer: '/cursor' } });
  });
});

describe('a parameter', () => {
  test.each(ROUTES)('that %s does not have is refused', async (key, { query }) => {
    const { status, body } = await world().ask(key, { path: PATH, query: { limitt: '1' } });
    expect({ status, ...body }).toMatchObject({
      status: 400,
      pointer: '/limitt',
      detail: expect.stringContaining('limitt: is no parameter of this route'),
    });
    if (query && 'limit' in query.shape) expect(body['detail']).toContain('did you mean limit?');
  });

  test.each(['limit=1&limit=2', 'limit=1&limit=1', 'limit=&limit=5'])(
    'given twice (%s) is refused',
    async (query) => {
      const { status, body } = await world().ask('GET /v1/keys', { query });
      expect({ status, ...body }).toMatchObject({ status: 400, pointer: '/limit' });
    },
  );

  test.each([
    ['GET /v1/reports/roi', 'from'],
    ['GET /v1/profiles/{address}/why', 'journey'],
    ['PUT /v1/journeys/{id}', 'expect'],
  ])('of %s without a value is refused, and not read as absent or 0', async (key, name) => {
    const answer = await world().ask(key, { path: PATH, query: { [name]: '' }, body: {} });
    expect(answer).toMatchObject({ status: 400, body: { pointer: `/${name}` } });
  });

  test('that is wrong is named with every other one that is', async () => {
    const { body } = await world().ask('GET /v1/reports/roi', { query: { form: '2026-01-01', too: 'x' } });
    expect(body['errors']).toMatchObject([
      { pointer: '/form', detail: expect.stringContaining('did you mean from?') },
      { pointer: '/too', detail: expect.stringContaining('did you mean to?') },
    ]);
  });
});
