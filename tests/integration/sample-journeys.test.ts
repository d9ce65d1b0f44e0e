// The sample shop, from a recipient's point of view.
import { describe, expect, test } from 'vitest';
import { customer, onEachDatabase } from './backend.ts';

onEachDatabase((backend) => {
  const of = async (address: string, journey: string) =>
    (await backend.outbox(address)).filter((sent) => sent.journey === journey);
  const viewed = (userId: string, product = 'p1') => ({
    type: 'track',
    userId,
    event: 'Product Viewed',
    properties: { product_id: product, name: 'Lamp', price: 49 },
  });
  const order = (userId: string, id: string) => ({
    type: 'track',
    userId,
    event: 'Order Completed',
    properties: { order_id: id, revenue: 49, currency: 'EUR' },
  });

  describe('welcome', () => {
    test('one mail is sent when somebody first becomes reachable, with everything a mail needs', async () => {
      const { email, userId } = await customer(backend, ['email']);
      const [mail, ...more] = await of(email, 'welcome');
      expect(more).toEqual([]);
      expect(mail).toMatchObject({
        channel: 'email',
        to: email,
        step: 'mail',
        template: 'welcome-mail',
        subject: 'Welcome to Sample shop',
      });
      expect(mail?.html).toContain('Hello Ana');
      expect(mail?.cost).toEqual({ amount: '0.001', currency: 'EUR' });
      expect(mail?.headers?.['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
      expect(mail?.profileId).toMatch(/^u-/);
      await backend.post({ type: 'identify', userId, traits: { plan: 'gold' } });
      expect(await of(email, 'welcome')).toHaveLength(1);
    });

    test('nobody gets a message without consent', async () => {
      await backend.post(
        { type: 'identify', userId: 'silent', traits: { email: 'silent@example.com' } },
        viewed('silent'),
      );
      await backend.advance('PT2H');
      expect(await backend.outbox('silent@example.com')).toEqual([]);
    });
  });

  describe('browse-coupon', () => {
    test('a mail is sent an hour after a view', async () => {
      const { email, userId } = await customer(backend, ['email']);
      await backend.post(viewed(userId));
      await backend.advance('PT59M');
      expect(await of(email, 'browse-coupon')).toEqual([]);
      await backend.advance('PT1M');
      expect(await of(email, 'browse-coupon')).toMatchObject([
        { template: 'coupon-mail', subject: '10 % on Lamp' },
      ]);
    });

    test('no mail is sent when an order came first', async () => {
      const { email, userId } = await customer(backend, ['email']);
      await backend.post(viewed(userId));
      await backend.advance('PT30M');
      await backend.post(order(userId, 'first-order'));
      await backend.advance('PT2H');
      expect(await of(email, 'browse-coupon')).toEqual([]);
    });
  });

  describe('cart-reminder', () => {
    const added = (userId: string, price: number) => ({
      type: 'track',
      userId,
      event: 'Product Added',
      properties: { product_id: 'p9', name: 'Chair', price },
    });

    test('the reminder is a push where there is a device and consent, else a mail, and is not sent for small amounts', async () => {
      const phoned = await customer(backend, ['email', 'push']);
      await backend.post({
        type: 'track',
        userId: phoned.userId,
        event: 'Application Opened',
        context: { device: { token: 'token-0123456789abcdef', type: 'ios' } },
      });
      const mailed = await customer(backend, ['email']);
      const small = await customer(backend, ['email']);
      await backend.post(added(phoned.userId, 20), added(mailed.userId, 120), added(small.userId, 19.99));
      await backend.advance('PT1H');
      expect(await of('token-0123456789abcdef', 'cart-reminder')).toMatchObject([
        { channel: 'push', template: 'cart-push' },
      ]);
      expect(await of(phoned.email, 'cart-reminder')).toEqual([]);
      expect(await of(mailed.email, 'cart-reminder')).toMatchObject([
        { channel: 'email', template: 'cart-mail' },
      ]);
      expect(await of(small.email, 'cart-reminder')).toEqual([]);
    });
  });

  describe('hesitation', () => {
    test('an SMS is sent at the third view of the same product within ten minutes, and only then', async () => {
      const { phone, userId } = await customer(backend, ['sms']);
      await backend.post(viewed(userId, 'a'), viewed(userId, 'b'), viewed(userId, 'a'));
      expect(await of(phone, 'hesitation')).toEqual([]);
      await backend.post(viewed(userId, 'a'));
      expect(await of(phone, 'hesitation')).toMatchObject([
        { channel: 'sms', to: phone, template: 'hesitation-sms' },
      ]);
      await backend.post(viewed(userId, 'a'));
      expect(await of(phone, 'hesitation')).toHaveLength(1);
    });

    test("at night the SMS waits until eight in the recipient's morning", async () => {
      // 01:00 the next day in Auckland while it is noon in Berlin, whatever the season: between 23:00 and 02:00.
      const { phone, userId } = await customer(backend, ['sms'], { timezone: 'Pacific/Auckland' });
      const hour = Number(
        new Intl.DateTimeFormat('en', {
          timeZone: 'Pacific/Auckland',
          hour: '2-digit',
          hourCycle: 'h23',
        }).format(new Date(backend.now())),
      );
      await backend.advance(`PT${(25 - hour + 24) % 24}H`);
      await backend.post(viewed(userId, 'n'), viewed(userId, 'n'), viewed(userId, 'n'));
      expect(await of(phone, 'hesitation')).toEqual([]);
      await backend.advance('PT12H');
      const [sms] = await of(phone, 'hesitation');
      const local = new Intl.DateTimeFormat('en', {
        timeZone: 'Pacific/Auckland',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      }).format(new Date(sms?.sentAt ?? 0));
      expect(local).toBe('08:00');
    });
  });

  test('an old event starts no journey', async () => {
    const { email, userId } = await customer(backend, ['email']);
    await backend.post({ ...viewed(userId), timestamp: '2024-01-01T10:00:00.000Z' });
    await backend.advance('PT3H');
    expect(await of(email, 'browse-coupon')).toEqual([]);
  });
});
