// A suppressed or dead address gets no message whichever person has it (I4), through the whole backend.
import { expect, test } from 'vitest';
import { type Backend, customer, onEachDatabase, type Sent } from './backend.ts';

onEachDatabase((backend) => {
  const track = (userId: string, event: string, properties: object) => ({
    type: 'track',
    userId,
    event,
    properties,
  });
  const viewed = (userId: string) =>
    track(userId, 'Product Viewed', { product_id: 'p1', name: 'Lamp', price: 49 });
  const report = async (sent: Sent | undefined, event: string) => {
    const answer = await backend.call('POST', '/_local/receipt', { body: { sendId: sent?.sendId, event } });
    expect(answer.status).toBe(200);
    await backend.idle();
  };
  const blocksOf = async (userId: string) =>
    (await backend.as<{ blocks: unknown[] }>('viewer', 'GET', `/v1/profiles/user:${userId}`)).body.blocks;
  const yes = (userId: string, channel: string) =>
    track(userId, 'Consent Given', {
      purpose: 'marketing',
      channels: [channel],
      source: 'form',
      wording: 'Yes',
    });

  test.each(['bounced', 'complained'])(
    'a mail that %s: nobody else with that address gets a message',
    async (event) => {
      const { email, userId } = await customer(backend, ['email']);
      const [welcome] = await backend.outbox(email);
      await report(welcome, event);
      expect(await blocksOf(userId)).toMatchObject([{ channel: 'email', reason: event }]);
      const other = `${userId}-again`;
      await backend.post({ type: 'identify', userId: other, traits: { email } }, yes(other, 'email'));
      expect(await backend.outbox(email)).toHaveLength(1);
    },
  );

  test('STOP from a number: nobody who consented before it gets a message there', async () => {
    const first = await customer(backend, ['sms']);
    const second = await customer(backend, ['sms'], { phone: first.phone });
    await toDaytime(backend);
    // The address book knows only the last owner of a number: the first is held back by the number's own suppression.
    await backend.post(viewed(second.userId), viewed(second.userId), viewed(second.userId));
    const [sms, ...more] = await backend.outbox(first.phone);
    expect(more).toEqual([]);
    await report(sms, 'STOP');
    expect(await blocksOf(second.userId)).toMatchObject([
      { channel: 'sms', reason: 'withdrawn', purpose: '*' },
    ]);
    expect(await blocksOf(first.userId)).toEqual([]);
    await backend.post(viewed(first.userId), viewed(first.userId), viewed(first.userId));
    expect(await backend.outbox(first.phone)).toHaveLength(1);
  });

  test("a dead device token is suppressed by the provider's response alone", async () => {
    const { userId } = await customer(backend, ['push']);
    await toDaytime(backend);
    const added = track(userId, 'Product Added', { product_id: 'p9', name: 'Chair', price: 30 });
    await backend.post({
      ...added,
      context: { device: { token: 'invalid-device-token-1', type: 'android' } },
    });
    await backend.advance('PT1H');
    expect(await blocksOf(userId)).toMatchObject([{ channel: 'push', reason: 'bounced' }]);
  });
});

/** Nine in the morning in the shop's zone, so that an SMS or push may be sent for some hours. */
async function toDaytime(backend: Backend): Promise<void> {
  const parts = { timeZone: 'Europe/Berlin', hour: '2-digit', hourCycle: 'h23' } as const;
  const hour = Number(new Intl.DateTimeFormat('en', parts).format(new Date(backend.now())));
  if (hour < 9 || hour > 17) await backend.advance(`PT${(33 - hour) % 24}H`);
}
