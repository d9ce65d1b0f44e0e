// What recipients do: unsubscribe by mail client and by hand, click, bounce, complain, reply STOP. Nothing is sent
// after a withdrawal.
import { expect, test } from 'vitest';
import { customer, onEachDatabase, type Sent } from './backend.ts';

onEachDatabase((backend) => {
  const viewed = (userId: string, id: string) => ({
    type: 'track',
    userId,
    event: 'Product Viewed',
    properties: { product_id: id, name: 'Lamp', price: 49 },
  });
  const welcome = async (email: string): Promise<Sent> => {
    const mail = (await backend.outbox(email)).find((sent) => sent.journey === 'welcome');
    if (!mail) throw new Error(`no welcome mail to ${email}`);
    return mail;
  };
  const pathOf = (url: string) => new URL(url).pathname;
  const unsubscribePath = (mail: Sent) =>
    pathOf(/<([^>]+)>/.exec(mail.headers?.['List-Unsubscribe'] ?? '')?.[1] ?? '');
  const mailsAfterView = async (userId: string, email: string) => {
    const before = (await backend.outbox(email)).length;
    await backend.post(viewed(userId, 'p1'));
    await backend.advance('PT1H');
    return (await backend.outbox(email)).length - before;
  };

  test('a mail client unsubscribes with one POST, and nothing is sent afterwards', async () => {
    const { userId, email } = await customer(backend, ['email']);
    const path = unsubscribePath(await welcome(email));
    const answer = await backend.call('POST', path, {
      raw: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(200);
    await backend.idle();
    expect(await mailsAfterView(userId, email)).toBe(0);
  });

  test('a person sees a page with one button; viewing it changes nothing, pressing the button does', async () => {
    const { userId, email } = await customer(backend, ['email']);
    const path = unsubscribePath(await welcome(email));
    const page = await backend.call<string>('GET', path);
    expect(page).toMatchObject({ status: 200, type: expect.stringContaining('text/html') });
    expect(page.body.match(/<button/g)).toHaveLength(1);
    expect(page.body).not.toContain(email);
    expect(await mailsAfterView(userId, email)).toBe(1);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await backend.call('POST', path, { raw: '', headers: form })).status).toBe(400);
    const pressed = { raw: 'List-Unsubscribe=One-Click', headers: form };
    expect((await backend.call('POST', path, pressed)).status).toBe(200);
    await backend.idle();
    const { body } = await backend.as<string>('viewer', 'GET', `/v1/profiles/user:${userId}/why`);
    expect(JSON.stringify(body)).toContain('browse-coupon');
  });

  test('who unsubscribed by mistake takes it back on the page, and a later press still counts', async () => {
    const { userId, email } = await customer(backend, ['email']);
    const path = unsubscribePath(await welcome(email));
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const press = (raw: string) => backend.call<string>('POST', path, { raw, headers });
    const seen = async () => (await backend.call<string>('GET', path)).body;
    expect(await seen()).toContain('name="List-Unsubscribe"');
    expect((await press('List-Unsubscribe=One-Click')).body).toContain('name="Undo"');
    await backend.idle();
    expect(await seen()).toContain('name="Undo"');
    expect((await press('Undo=Unsubscribe')).status).toBe(200);
    await backend.idle();
    expect(await seen()).toContain('name="List-Unsubscribe"');
    expect(await mailsAfterView(userId, email)).toBe(1);
    await press('List-Unsubscribe=One-Click');
    await press('Undo=Unsubscribe');
    await press('List-Unsubscribe=One-Click');
    await backend.idle();
    expect(await seen()).toContain('name="Undo"');
    await backend.advance('P8D');
    expect(await mailsAfterView(userId, email)).toBe(0);
  });

  test('a scanner that asks with HEAD gets what a GET would, and neither unsubscribes nor clicks', async () => {
    const { userId, email } = await customer(backend, ['email']);
    const mail = await welcome(email);
    const link = /href="([^"]+\/c\/[^"]+)"/.exec(mail.html ?? '')?.[1] ?? '';
    const pixel = /src="([^"]+\/o\/[^"]+)"/.exec(mail.html ?? '')?.[1] ?? '';
    for (const path of [unsubscribePath(mail), pathOf(link), pathOf(pixel)]) {
      const [head, got] = [await backend.call('HEAD', path), await backend.call('GET', path)];
      expect([path, head.status, head.headers.get('location')]).toEqual([
        path,
        got.status,
        got.headers.get('location'),
      ]);
    }
    expect((await backend.call('HEAD', '/c/nonsense')).status).toBe(404);
    expect(await mailsAfterView(userId, email)).toBe(1);
  });

  test('the link of a text message is short, leads on and is counted', async () => {
    const { userId, phone } = await customer(backend, ['sms']);
    await backend.post(viewed(userId, 's'), viewed(userId, 's'), viewed(userId, 's'));
    const [sms] = await backend.outbox(phone);
    const link = /https?:\/\/\S+\/s\/[A-Za-z0-9]{10}(?= )/.exec(sms?.text ?? '')?.[0] ?? '';
    const answer = await backend.call('GET', pathOf(link));
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://shop.example/help']);
    expect((await backend.call('GET', '/s/AAAAAAAAAA')).status).toBe(404);
    await backend.idle();
    const timeline = await backend.as<string>('viewer', 'GET', `/v1/profiles/user:${userId}/timeline`);
    expect(JSON.stringify(timeline.body)).toContain('clicked');
  });

  test('a consent after the withdrawal counts again', async () => {
    const { userId, email } = await customer(backend, ['email']);
    await backend.call('POST', unsubscribePath(await welcome(email)), {
      raw: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    await backend.idle();
    await backend.post({
      type: 'track',
      userId,
      event: 'Consent Given',
      properties: { purpose: 'marketing', channels: ['email'], source: 'again' },
    });
    expect(await mailsAfterView(userId, email)).toBe(1);
  });

  test.each(['bounced', 'complained'])(
    'after a mail %s nothing is sent to the address, and a consent does not change that',
    async (event) => {
      const { userId, email } = await customer(backend, ['email']);
      const { sendId } = await welcome(email);
      expect((await backend.call('POST', '/_local/receipt', { body: { sendId, event } })).status).toBe(200);
      await backend.idle();
      await backend.post({
        type: 'track',
        userId,
        event: 'Consent Given',
        properties: { purpose: 'marketing', channels: ['email'] },
      });
      expect(await mailsAfterView(userId, email)).toBe(0);
    },
  );

  test("a click leads to the template's target and is a touch of its channel", async () => {
    const { userId, email } = await customer(backend, ['email']);
    const { html = '' } = await welcome(email);
    const link = /href="([^"]+\/c\/[^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    const answer = await backend.call('GET', pathOf(link ?? ''));
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toMatch(/^https:\/\/shop\.example\/new/);
    await backend.idle();
    await backend.post({
      type: 'track',
      userId,
      event: 'Order Completed',
      properties: { order_id: `click-${userId}`, revenue: 12, currency: 'EUR' },
    });
    const today = backend.now().slice(0, 10);
    const { body } = await backend.as<{ rows: { channel: string; revenue: { amount: string } }[] }>(
      'viewer',
      'GET',
      `/v1/reports/roi?from=${today}&to=${today}&model=last`,
    );
    expect(body.rows.find((row) => row.channel === 'email')?.revenue.amount).toBe('12.00');
  });

  test('STOP by SMS ends SMS', async () => {
    const { userId, phone } = await customer(backend, ['sms']);
    await backend.post(viewed(userId, 's'), viewed(userId, 's'), viewed(userId, 's'));
    const [sms] = await backend.outbox(phone);
    expect(sms?.journey).toBe('hesitation');
    await backend.call('POST', '/_local/receipt', { body: { sendId: sms?.sendId, event: 'STOP' } });
    await backend.idle();
    await backend.advance('P1DT1H');
    await backend.post(viewed(userId, 't'), viewed(userId, 't'), viewed(userId, 't'));
    expect(await backend.outbox(phone)).toHaveLength(1);
  });

  test('a foreign token is a 404 and has no effect', async () => {
    for (const path of ['/u/nonsense', '/c/e30.AAAA', '/o/x'])
      expect((await backend.call('GET', path)).status).toBe(404);
  });
});
