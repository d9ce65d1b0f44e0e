// Money, from outside spend and orders to a cut that finance can act on.
import { expect, test } from 'vitest';
import { basic, customer, onEachDatabase } from './backend.ts';

interface Decision {
  n: number;
  status: string;
  from: { amount: string; currency: string };
  to: { amount: string; currency: string };
  confidence?: number;
}
interface Money {
  amount: string;
  currency: string;
}
interface Roi {
  rows: {
    channel: string;
    spend: Money;
    revenue: Money;
    roi: number | null;
    conversions: number;
    sends: number;
  }[];
  totals: { revenue: Money; spend: Money };
  unattributed: { revenue: Money; conversions: number };
  unconverted: { currency: string; revenue: string | Money }[];
  unread: { count: number; events: object[] };
}
interface BusEvent {
  'detail-type': string;
  detail: Record<string, unknown>;
}

onEachDatabase((backend) => {
  const day = () => backend.now().slice(0, 10);
  const spend = (rows: object[], key = 'local-write-key') =>
    backend.call('POST', '/v1/spend', { body: { rows }, headers: basic(key) });
  const row = (channel: string, amount: string, currency = 'EUR') => ({
    date: day(),
    channel,
    campaign: 'autumn',
    amount,
    currency,
    impressions: 0,
    clicks: 0,
  });
  const roi = async (model: string) =>
    (await backend.as<Roi>('viewer', 'GET', `/v1/reports/roi?from=${day()}&to=${day()}&model=${model}`)).body;
  const visit = (userId: string, medium: string) => ({
    type: 'page',
    userId,
    name: 'Landing',
    context: { campaign: { name: 'autumn', medium } },
  });
  const order = (userId: string, id: string, revenue: number, currency = 'EUR') => ({
    type: 'track',
    userId,
    event: 'Order Completed',
    properties: { order_id: id, revenue, currency },
  });

  test("an order's revenue goes to the channels that touched the person, all to the last or by position", async () => {
    const { userId } = await customer(backend, ['email']);
    await backend.post(visit(userId, 'newsletter'));
    await backend.advance('PT1H');
    await backend.post(
      visit(userId, 'sms'),
      order(userId, 'm-1', 100),
      order('nobody', 'm-2', 7),
      order('nobody', 'm-3', 5, 'CHF'),
    );
    const last = await roi('last');
    expect(last.rows.find((r) => r.channel === 'sms')?.revenue).toEqual({
      amount: '100.00',
      currency: 'EUR',
    });
    expect(last.unattributed).toMatchObject({ revenue: { amount: '7.00', currency: 'EUR' } });
    expect(last.totals.revenue).toEqual({ amount: '107.00', currency: 'EUR' });
    expect(last.unconverted).toMatchObject([{ currency: 'CHF' }]);
    const position = await roi('position');
    for (const channel of ['email', 'sms'])
      expect(position.rows.find((r) => r.channel === channel)?.revenue).toEqual({
        amount: '50.00',
        currency: 'EUR',
      });
  });

  test('an ad visit before the login counts for the order after it', async () => {
    await backend.post({
      type: 'page',
      anonymousId: 'cookie-1',
      name: 'Landing',
      context: { campaign: { name: 'spring', medium: 'push' } },
    });
    await backend.post(
      { type: 'identify', userId: 'late-login', anonymousId: 'cookie-1', traits: {} },
      order('late-login', 'm-4', 30),
    );
    await backend.advance('PT11S');
    expect((await roi('last')).rows.find((r) => r.channel === 'push')?.revenue).toEqual({
      amount: '30.00',
      currency: 'EUR',
    });
    const profile = await backend.as<{ id: string }>('viewer', 'GET', '/v1/profiles/anonymous:cookie-1');
    expect(profile.body.id).toMatch(/^u-/);
  });

  test('a refund reduces the channels of its order', async () => {
    await backend.post({
      type: 'track',
      userId: 'late-login',
      event: 'Order Refunded',
      properties: { order_id: 'm-4', revenue: 10, currency: 'EUR' },
    });
    expect((await roi('last')).rows.find((r) => r.channel === 'push')?.revenue).toEqual({
      amount: '20.00',
      currency: 'EUR',
    });
  });

  test('a whole refund, a correction and a channel in another spelling are booked; what cannot be read is refused and shown', async () => {
    const sell = (id: string, properties: object, event = 'Order Completed') =>
      backend.call('POST', '/v1/track', {
        body: { userId: 'buyer', event, properties: { order_id: id, ...properties } },
        headers: basic('local-write-key'),
      });
    const before = (await roi('last')).totals.revenue.amount;
    expect((await sell('m-5', { revenue: '80.00', currency: ' eur' })).status).toBe(200);
    expect((await sell('m-6', { total: 50, currency: 'EUR' })).status).toBe(200);
    expect((await sell('m-6', { total: 45 }, 'Order Updated')).status).toBe(200);
    expect((await sell('m-5', {}, 'Order Refunded')).status).toBe(200);
    const bad = await sell('m-7', { revenue: '1.234,56', currency: 'EUR' });
    expect([bad.status, bad.body]).toMatchObject([400, { pointer: '/properties/revenue' }]);
    expect((await spend([{ ...row('Mail', '3.00'), campaign: 'spelled' }])).status).toBe(200);
    const unknown = await spend([row('radio', '3.00')]);
    expect([unknown.status, unknown.body]).toMatchObject([400, { pointer: '/rows/0/channel' }]);
    await backend.idle();
    const { totals, rows, unread } = await roi('last');
    expect(Number(totals.revenue.amount) - Number(before)).toBe(45);
    expect(rows.find((r) => r.channel === 'email')?.spend.amount).toBe('3.00');
    expect(unread).toMatchObject({ count: 1, events: [{ reason: 'quarantined', count: 1 }] });
  });

  test('spend is all or nothing, needs a server key, and a row replaces the earlier one', async () => {
    expect((await spend([row('sms', '1.00')], 'local-browser-key')).status).toBe(403);
    const bad = await spend([row('sms', '1.00'), { ...row('sms', '2.00'), amount: '-2' }]);
    expect(bad.status).toBe(400);
    expect(JSON.stringify(bad.body)).toContain('/rows/1/amount');
    for (const amount of ['900.00', '700.00']) {
      expect((await spend([row('sms', amount)])).status).toBe(200);
      await backend.idle();
    }
    expect((await roi('last')).rows.find((r) => r.channel === 'sms')?.spend).toEqual({
      amount: '700.00',
      currency: 'EUR',
    });
  });

  test('a channel whose return dipped is cut; finance is informed, and can revert', async () => {
    for (let i = 0; i < 6; i += 1)
      await backend.post(visit(`buyer-${i}`, 'email'), order(`buyer-${i}`, `g-${i}`, 40));
    await backend.advance('PT2H');
    const { body } = await backend.as<{ items?: Decision[]; decisions?: Decision[] }>(
      'viewer',
      'GET',
      '/v1/budgets/sms/decisions',
    );
    const decisions = body.decisions ?? body.items ?? [];
    expect(decisions).toHaveLength(1);
    const [cut] = decisions;
    expect(cut).toMatchObject({
      status: 'applied',
      from: { amount: '8000.00', currency: 'EUR' },
      to: { amount: '6400.00', currency: 'EUR' },
    });
    const [event, ...more] = await backend.events<BusEvent>('Budget Cut');
    expect(more).toEqual([]);
    expect(event?.detail).toMatchObject({
      budget: 'sms',
      channel: 'sms',
      metric: 'roi',
      threshold: 1.5,
      window: 'P7D',
      decision: cut?.n,
    });
    const announcements = JSON.stringify(await backend.events('sns'));
    for (const word of ['8000.00', '6400.00', 'ROI', `/v1/budgets/sms/decisions/${cut?.n}/revert`])
      expect(announcements).toContain(word);

    expect(
      (await backend.as('viewer', 'POST', `/v1/budgets/sms/decisions/${cut?.n}/revert`, {})).status,
    ).toBe(403);
    expect(
      (
        await backend.as('finance', 'POST', `/v1/budgets/sms/decisions/${cut?.n}/revert`, {
          reason: 'seasonal',
        })
      ).status,
    ).toBe(200);
    const budget = await backend.as<{ inForce: Money }>('viewer', 'GET', '/v1/budgets/sms');
    expect(JSON.stringify(budget.body)).toContain('8000.00');
    const adjusted = await backend.as('finance', 'POST', '/v1/budgets/sms/adjust', {
      amount: '5000.00 EUR',
      reason: 'plan',
    });
    expect(adjusted.status).toBe(200);
    expect(JSON.stringify((await backend.as('viewer', 'GET', '/v1/budgets/sms')).body)).toContain('5000.00');
  });
});
