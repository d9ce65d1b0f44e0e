// Reports of a company's own gateway about our messages: settled, suppressed before delivery to the mailbox, recorded
// once (I2, I3, I4).
import { beforeEach, describe, expect, it } from 'vitest';
import { type ReceiptPorts, recordProviderEvent } from '../../../lib/application/receipts/record-receipts.ts';
import { Unavailable } from '../../../lib/ports/queue.ts';
import { ProviderEvent } from '../../../schemas/receipts.ts';
import { makeWorld, PROFILE, requestOf, T0, type World } from './world.ts';

let world: World;
let ports: ReceiptPorts;
const { sendId } = requestOf();
beforeEach(async () => {
  world = await makeWorld();
  const { profiles, blocks, vault, log, mailbox, facts, clock } = world.ports;
  ports = { profiles, blocks, vault, log, mailbox, facts, clock };
});
async function sent(change = {}): Promise<void> {
  await world.send(requestOf(change));
  world.mailbox.items = [];
  world.facts.items = [];
  world.now = T0 + 60_000;
}
const envelope = { id: 'event-1', time: '2026-11-20T10:00:30Z', source: 'message-gateway' };
const report = (event: string, more: object = {}) =>
  ProviderEvent.parse({ ...envelope, 'detail-type': 'Message Receipt', detail: { sendId, event, ...more } });
const mailed = () => world.mailbox.items.flatMap((item) => item.body.messages);
const costs = () => world.facts.items.map(({ body }) => body).filter(({ type }) => type === 'send-cost');

describe('a report of the gateway', () => {
  it.each([
    ['delivered', 'delivered'],
    ['opened', 'opened'],
    ['clicked', 'clicked'],
    ['complained', 'complained'],
    ['bounced', 'bounced'],
    ['failed', 'undeliverable'],
  ])('%s is passed to the profile', async (event, as) => {
    await sent();
    expect(await recordProviderEvent(ports, report(event, { at: '2026-11-20T10:00:10Z' }))).toBe('recorded');
    expect(mailed()).toMatchObject([{ type: 'receipt', id: 'event-1', sendId, event: as, at: T0 + 10_000 }]);
  });

  it.each(['bounced', 'complained'])(
    '%s suppresses the address before the mailbox gets the report',
    async (event) => {
      await sent();
      world.mailbox.refuse = 1;
      await expect(recordProviderEvent(ports, report(event))).rejects.toThrow(Unavailable);
      expect(await world.blocks.read(PROFILE)).toMatchObject([
        { channel: 'email', reason: event, address: world.hashes.email },
      ]);
    },
  );

  it('unsubscribed suppresses the channel for every purpose before the mailbox gets it, and is a withdrawal', async () => {
    await sent();
    world.mailbox.refuse = 1;
    await expect(recordProviderEvent(ports, report('unsubscribed'))).rejects.toThrow(Unavailable);
    expect(await world.blocks.read(PROFILE)).toMatchObject([
      { channel: 'email', reason: 'withdrawn', purpose: '*' },
    ]);
    await recordProviderEvent(ports, report('unsubscribed'));
    expect(mailed()).toMatchObject([{ type: 'event', name: 'Consent Withdrawn' }]);
    await world.send(requestOf({ visit: 1 }));
    expect(world.outcomes()).toMatchObject([{ status: 'refused', reason: 'no-consent' }]);
  });

  it('unsubscribed suppresses the address itself too, for everyone who has it', async () => {
    await sent();
    await recordProviderEvent(ports, report('unsubscribed'));
    expect(await world.blocks.read(`e-${world.hashes.email}`)).toMatchObject([
      { channel: 'email', reason: 'withdrawn', purpose: '*' },
    ]);
  });

  it('records the real price once', async () => {
    await sent();
    const delivered = report('delivered', { cost: { amount: '0.0625', currency: 'EUR' } });
    await recordProviderEvent(ports, delivered);
    await recordProviderEvent(ports, delivered);
    const [cost, again] = costs();
    expect(cost).toMatchObject({ sendId, amount: 62_500, currency: 'EUR', rev: 2 });
    expect(again).toEqual(cost);
  });

  it('is ignored if it is about no send of ours', async () => {
    await sent();
    expect(await recordProviderEvent(ports, report('delivered', { sendId: 'another' }))).toBe('ignored');
    expect(mailed()).toEqual([]);
  });

  it.each([
    { event: 'read' },
    { sendId: '' },
    { at: 'today' },
    { cost: { amount: '0,05', currency: 'EUR' } },
    { cost: { amount: '0.05', currency: 'euro' } },
  ])('with %j cannot be read', (wrong) => {
    const detail = { sendId, event: 'delivered', ...wrong };
    expect(ProviderEvent.safeParse({ ...envelope, detail }).success).toBe(false);
  });
});
