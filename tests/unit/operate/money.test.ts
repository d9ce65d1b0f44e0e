import { describe, expect, test } from 'vitest';
import { projectFacts } from '../../../lib/application/money/project-facts.ts';
import type { ConversionFact } from '../../../schemas/facts.ts';
import { shopFiles, world } from './world.ts';

const publish = async (w: ReturnType<typeof world>) =>
  w.ask('POST /v1/program/publish', { body: { files: await shopFiles() } });

async function shop() {
  const w = world();
  await publish(w);
  return w;
}

interface Standing {
  inForce: { amount: string; currency: string };
  decisions: { n: number; kind: string; status: string; by: string }[];
}

describe('budgets', () => {
  const path = { id: 'sms' };
  const adjust = (w: ReturnType<typeof world>, amount: string, reason = 'a fair') =>
    w.ask<Standing>('POST /v1/budgets/{id}/adjust', { path, body: { amount, reason } });

  test('show the published amount, the amount in force and the decisions', async () => {
    const w = await shop();
    const { status, body } = await w.ask<Standing>('GET /v1/budgets/{id}', { path });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 'sms', channel: 'sms', decisions: [] });
    expect((await w.ask('GET /v1/budgets/{id}/decisions', { path })).body).toEqual({ decisions: [] });
  });

  test('are adjusted with a reason, finance is notified, and reverting restores the amount', async () => {
    const w = await shop();
    const before = (await w.ask<Standing>('GET /v1/budgets/{id}', { path })).body.inForce;
    const set = await adjust(w, `123.00 ${before.currency}`);
    expect(set.status).toBe(200);
    expect(set.body.inForce.amount).toBe('123.00');
    expect(set.body.decisions).toMatchObject([{ n: 1, kind: 'adjustment', status: 'applied', by: 'ann' }]);
    expect(w.announced.length).toBeGreaterThan(0);
    const word = { path: { ...path, n: '1' }, body: { reason: 'not needed' } };
    expect((await w.ask('POST /v1/budgets/{id}/decisions/{n}/revert', word)).body['status']).toBe('reverted');
    expect((await w.ask<Standing>('GET /v1/budgets/{id}', { path })).body.inForce).toEqual(before);
    expect((await w.ask('POST /v1/budgets/{id}/decisions/{n}/revert', word)).status).toBe(409);
  });

  test.each([undefined, {}, { reason: '' }, { reason: ' \t' }, { reason: 7 }])(
    'are not reverted without a reason: %j',
    async (body) => {
      const w = await shop();
      await adjust(w, '123.00 EUR');
      const request = { path: { ...path, n: '1' }, ...(body && { body }) };
      expect(await w.ask('POST /v1/budgets/{id}/decisions/{n}/revert', request)).toMatchObject({
        status: 400,
        body: { pointer: '/reason', detail: 'say why' },
      });
      expect((await w.ask<Standing>('GET /v1/budgets/{id}', { path })).body.inForce.amount).toBe('123.00');
    },
  );

  test.each(['', '   '])('are not adjusted for the reason "%s"', async (reason) => {
    const w = await shop();
    expect(await adjust(w, '5.00 EUR', reason)).toMatchObject({ status: 400, body: { pointer: '/reason' } });
  });

  test('are not raised by one person beyond the approval of program.json: a second person agrees', async () => {
    const w = world();
    const files: Record<string, unknown> = await shopFiles();
    const settings = JSON.parse(String(files['program.json']));
    files['program.json'] = { ...settings, approval: { above: '500.00 EUR' } };
    await w.ask('POST /v1/program/publish', { body: { files } });
    const asked = await adjust(w, '9000.00 EUR');
    expect(asked.body).toMatchObject({ inForce: { amount: '8000.00' }, waiting: [1] });
    const agree = { path: { ...path, n: '1' } };
    expect(await w.ask('POST /v1/budgets/{id}/decisions/{n}/approve', agree)).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining('second person') },
    });
    w.is('bob');
    expect((await w.ask('POST /v1/budgets/{id}/decisions/{n}/approve', agree)).status).toBe(200);
    expect((await w.ask<Standing>('GET /v1/budgets/{id}', { path })).body.inForce.amount).toBe('9000.00');
  });

  test('an adjustment survives a publish', async () => {
    const w = await shop();
    const { currency } = (await w.ask<Standing>('GET /v1/budgets/{id}', { path })).body.inForce;
    await adjust(w, `77.00 ${currency}`);
    await publish(w);
    expect((await w.ask<Standing>('GET /v1/budgets/{id}', { path })).body.inForce.amount).toBe('77.00');
  });

  test('page through decisions with limit and cursor, newest first', async () => {
    const w = await shop();
    const { currency } = (await w.ask<Standing>('GET /v1/budgets/{id}', { path })).body.inForce;
    for (let n = 1; n <= 5; n += 1) await adjust(w, `${n}.00 ${currency}`);
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: '2', ...(cursor && { cursor }) };
      const page = await w.ask<Standing & { cursor?: string }>('GET /v1/budgets/{id}/decisions', {
        path,
        query,
      });
      seen.push(...page.body.decisions.map(({ n }) => n));
      cursor = page.body.cursor;
    } while (cursor);
    expect(seen).toEqual([5, 4, 3, 2, 1]);
  });

  test('name what is wrong: reason missing, amount unreadable, another currency, no such budget or decision', async () => {
    const w = await shop();
    const key = 'POST /v1/budgets/{id}/adjust';
    expect(await w.ask(key, { path, body: { amount: '5.00 EUR' } })).toMatchObject({
      status: 400,
      body: { pointer: '/reason' },
    });
    expect(await adjust(w, 'much')).toMatchObject({ status: 400, body: { pointer: '/amount' } });
    expect(await adjust(w, '5.00 JPY')).toMatchObject({ status: 400, body: { pointer: '/amount' } });
    for (const id of ['none', 'constructor', '__proto__']) {
      expect((await w.ask('GET /v1/budgets/{id}', { path: { id } })).status).toBe(404);
      expect((await w.ask('GET /v1/budgets/{id}/decisions', { path: { id } })).status).toBe(404);
      expect((await w.ask(key, { path: { id }, body: { amount: '5.00 EUR', reason: 'x' } })).status).toBe(
        404,
      );
    }
    for (const n of ['0', '7', 'x', '1.5'])
      expect(
        (await w.ask('POST /v1/budgets/{id}/decisions/{n}/approve', { path: { ...path, n } })).status,
      ).toBe(404);
  });
});

describe('the report on return', () => {
  test('responds in the contract’s shape, with the program’s model and the last thirty days by default', async () => {
    const w = world();
    expect((await w.ask('GET /v1/reports/roi')).status).toBe(404);
    await publish(w);
    const { status, body } = await w.ask('GET /v1/reports/roi');
    expect(status).toBe(200);
    expect(body).toMatchObject({ from: '2026-10-22', to: '2026-11-20', currency: 'EUR', unconverted: [] });
    expect(body['totals']).toMatchObject({
      revenue: { amount: '0.00', currency: 'EUR' },
      orders: { count: 0 },
    });
  });

  test.each(['GET /v1/reports/roi', 'GET /v1/reports/revenue-by-step'] as const)(
    '%s names an invalid day, an unknown model and reversed bounds',
    async (route) => {
      const w = world();
      await publish(w);
      const wrong: [Record<string, string>, string][] = [
        [{ from: '2026-02-30' }, 'from'],
        [{ model: 'guess' }, 'model'],
        [{ from: '2026-11-02', to: '2026-11-01' }, 'to'],
        [{ from: '1000-01-01', to: '2026-11-01' }, 'from'],
      ];
      for (const [query, parameter] of wrong) {
        const { status, body } = await w.ask(route, { query });
        expect([status, body['parameter']]).toEqual([400, parameter]);
      }
    },
  );
});

test('revenue by step names the journey and step whose message an order followed', async () => {
  const w = world();
  await publish(w);
  const at = w.ports.money.clock();
  const touch = {
    at: at - 60_000,
    channel: 'email',
    kind: 'click',
    journey: 'welcome',
    step: 'mail',
  } as const;
  const order: ConversionFact = {
    type: 'conversion',
    orderId: 'o-1',
    eventId: 'e-1',
    profile: `u-${'x'.repeat(22)}`,
    at,
    acceptedAt: at,
    index: 0,
    revenue: 40_000_000,
    currency: 'EUR',
    touchpoints: [touch],
  };
  await projectFacts(w.ports.money.money, [order], 'Europe/Berlin');
  const { body } = await w.ask('GET /v1/reports/revenue-by-step');
  const revenue = { amount: '40.00', currency: 'EUR' };
  expect(body).toMatchObject({
    rows: [{ journey: 'welcome', step: 'mail', channel: 'email', revenue, conversions: 1 }],
    totals: { revenue },
  });
});

test.each(['GET /v1/reports/roi', 'GET /v1/reports/revenue-by-step'] as const)(
  '%s counts the orders in quarantine until they are mended and released',
  async (route) => {
    const w = await shop();
    const order = { type: 'track', userId: 'ann', event: 'Order Completed' };
    await w.post(
      { ...order, messageId: 'm1', properties: { order_id: 'o1', revenue: '1.234,50', currency: 'EUR' } },
      { ...order, messageId: 'm2', event: 'Order Refunded', properties: { order_id: 'o1', revenue: '?' } },
      { type: 'track', userId: 'ann', messageId: 'm3', properties: {} },
    );
    const unread = async (query?: Record<string, string>) =>
      (await w.ask<{ unread: unknown }>(route, { query: query ?? {} })).body.unread;
    expect(await unread()).toMatchObject({
      count: 2,
      events: [{ reason: 'quarantined', count: 2, detail: expect.stringContaining('/v1/quarantine') }],
    });
    expect(await unread({ from: '2020-01-01', to: '2020-01-02' })).toEqual({ count: 0, events: [] });
    const { body } = await w.ask<{ items: { id: string; pointer: string; event?: string }[] }>(
      'GET /v1/quarantine',
    );
    const bad = body.items.find(({ event }) => event === 'Order Completed');
    expect(bad?.pointer).toBe('/properties/revenue');
    const mended = { ...order, properties: { order_id: 'o1', revenue: 1234.5, currency: 'EUR' } };
    const release = { path: { id: bad?.id ?? '' }, body: { mended } };
    expect((await w.ask('POST /v1/quarantine/{id}/release', release)).status).toBe(200);
    expect(await unread()).toMatchObject({ count: 1 });
  },
);
