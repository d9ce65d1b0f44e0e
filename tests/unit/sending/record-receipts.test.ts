// Providers' reports about our messages: settled, suppressed before delivery to the mailbox, recorded once (I2, I3,
// I4).
import { beforeEach, describe, expect, it } from 'vitest';
import { type ReceiptPorts, recordProviderEvent } from '../../../lib/application/receipts/record-receipts.ts';
import { Unavailable } from '../../../lib/ports/queue.ts';
import { ProviderEvent } from '../../../schemas/receipts.ts';
import { makeWorld, PROFILE, requestOf, T0, type World } from './world.ts';

let world: World;
let ports: ReceiptPorts;
const { sendId } = requestOf();
const SOON = T0 + 60_000;
beforeEach(async () => {
  world = await makeWorld();
  const { profiles, blocks, vault, log, mailbox, facts, clock } = world.ports;
  ports = { profiles, blocks, vault, log, mailbox, facts, clock };
});
/** Sends, then forgets the messages so far. */
async function sent(change = {}): Promise<void> {
  await world.send(requestOf(change));
  world.mailbox.items = [];
  world.facts.items = [];
  world.now = SOON;
}
const event = (source: string, detail: object, id = 'event-1') =>
  ProviderEvent.parse({ id, time: '2026-11-20T10:00:30Z', source, 'detail-type': 'x', detail });
const mail = (eventType: string, rest: object = {}, id?: string) =>
  event(
    'aws.ses',
    {
      eventType,
      mail: { messageId: 'm', tags: { sendId: [sendId], 'ses:caller-identity': ['x'] } },
      ...rest,
    },
    id,
  );
const bounce = (bounceType: string, emailAddress = 'zoe@example.com') =>
  mail('Bounce', {
    bounce: { bounceType, bouncedRecipients: [{ emailAddress }], timestamp: '2026-11-20T10:00:20Z' },
  });
const mailed = () => world.mailbox.items.flatMap((item) => item.body.messages);

describe('SES events', () => {
  it.each([
    [mail('Send'), { event: 'sent' }],
    [
      mail('Delivery', { delivery: { timestamp: '2026-11-20T10:00:10Z' } }),
      { event: 'delivered', at: T0 + 10_000 },
    ],
    [mail('Open', { open: { isBotEvent: 'Likely' } }), { event: 'opened', bot: true }],
    [
      mail('Click', {
        click: { link: 'https://shop.example/x?mail=zoe@example.com#y', isBotEvent: 'Unlikely' },
      }),
      { event: 'clicked', url: 'https://shop.example/x' },
    ],
    [mail('Reject'), { event: 'rejected' }],
    [mail('Rendering Failure'), { event: 'rejected' }],
  ])('%j is passed to the profile', async (reported, message) => {
    await sent();
    expect(await recordProviderEvent(ports, reported)).toBe('recorded');
    expect(mailed()).toMatchObject([
      {
        type: 'receipt',
        id: 'event-1',
        sendId,
        journey: 'cart-reminder',
        step: 'mail',
        template: 'mail',
        channel: 'email',
        acceptedAt: SOON,
        ...message,
      },
    ]);
    expect(world.mailbox.items[0]).toMatchObject({ group: PROFILE, deduplicationId: 'event-1' });
    expect(JSON.stringify(world.mailbox.items)).not.toContain('zoe');
  });
  it('a hard bounce suppresses the address before the mailbox gets the report', async () => {
    await sent();
    world.mailbox.refuse = 1;
    await expect(recordProviderEvent(ports, bounce('Permanent'))).rejects.toThrow(Unavailable);
    expect(await world.blocks.read(PROFILE)).toMatchObject([
      { channel: 'email', reason: 'bounced', address: world.hashes.email },
    ]);
    await world.send(requestOf({ visit: 1 }));
    expect(world.outcomes()).toMatchObject([{ status: 'refused', reason: 'bounced' }]);
    await recordProviderEvent(ports, bounce('Permanent'));
    expect(mailed().at(-1)).toMatchObject({ event: 'bounced', address: world.hashes.email });
  });
  it('a hard bounce applies to another profile with the same address', async () => {
    await sent();
    await recordProviderEvent(ports, bounce('Permanent'));
    const other = 'u-DDDDDDDDDDDDDDDDDDDDDD';
    const stored = await world.ports.profiles.read(PROFILE);
    await world.write((state) => Object.assign(state, stored?.state, { id: other }), other);
    await world.keys.put(other, await world.keys.all(PROFILE));
    await world.send(requestOf({ profile: other }));
    expect(world.outcomes()).toMatchObject([{ status: 'refused', reason: 'bounced' }]);
  });
  it('a soft bounce suppresses nothing', async () => {
    await sent();
    await recordProviderEvent(ports, bounce('Transient'));
    expect(await world.blocks.read(PROFILE)).toEqual([]);
    expect(mailed()).toMatchObject([{ event: 'soft-bounced' }]);
  });
  it.each([
    ['Undetermined', 'Undetermined', 'soft-bounced'],
    ['Transient', 'MailboxFull', 'soft-bounced'],
    ['Transient', 'ContentRejected', 'soft-bounced'],
    ['Permanent', 'Suppressed', 'undeliverable'],
    ['Permanent', 'OnAccountSuppressionList', 'undeliverable'],
  ])('a bounce %s, %s suppresses nothing', async (bounceType, bounceSubType, what) => {
    await sent();
    await recordProviderEvent(ports, mail('Bounce', { bounce: { bounceType, bounceSubType } }));
    expect(await world.blocks.read(PROFILE)).toEqual([]);
    expect(mailed()).toMatchObject([{ event: what }]);
    expect(mailed()[0]).not.toHaveProperty('address');
  });
  it.each(['General', 'NoEmail', undefined])('a permanent bounce, %s, suppresses', async (bounceSubType) => {
    await sent();
    await recordProviderEvent(ports, mail('Bounce', { bounce: { bounceType: 'Permanent', bounceSubType } }));
    expect(await world.blocks.read(PROFILE)).toMatchObject([{ reason: 'bounced' }]);
  });
  it('a bounce because the recipient unsubscribed at SES is a withdrawal', async () => {
    await sent();
    const bounce = { bounceType: 'Permanent', bounceSubType: 'UnsubscribedRecipient' };
    await recordProviderEvent(ports, mail('Bounce', { bounce }));
    expect(await world.blocks.read(PROFILE)).toMatchObject([{ reason: 'withdrawn', purpose: '*' }]);
    expect(mailed()).toMatchObject([{ name: 'Consent Withdrawn', properties: { channels: ['email'] } }]);
  });
  it.each(['not-spam', 'Not-Spam', 'auth-failure', 'virus', 'dmarc'])(
    'a report of type %s is no complaint: it suppresses nothing and is shown as feedback',
    async (complaintFeedbackType) => {
      await sent();
      await recordProviderEvent(ports, mail('Complaint', { complaint: { complaintFeedbackType } }));
      expect(await world.blocks.read(PROFILE)).toEqual([]);
      expect(mailed()).toMatchObject([{ event: 'feedback' }]);
      const counts = world.facts.items.map(({ body }) => body).filter(({ type }) => type === 'count');
      expect(counts).toMatchObject([{ what: 'feedback' }]);
      await world.send(requestOf({ visit: 1 }));
      expect(world.outcomes()).toMatchObject([{ status: 'sent' }]);
    },
  );
  it.each(['abuse', 'fraud', 'other', 'a-new-type', null])(
    'a report of type %s is a complaint',
    async (complaintFeedbackType) => {
      await sent();
      await recordProviderEvent(ports, mail('Complaint', { complaint: { complaintFeedbackType } }));
      expect(await world.blocks.read(PROFILE)).toMatchObject([{ reason: 'complained' }]);
    },
  );
  it('a complaint because SES kept the message back is none', async () => {
    await sent();
    const complaint = { complaintSubType: 'OnAccountSuppressionList', complaintFeedbackType: 'abuse' };
    await recordProviderEvent(ports, mail('Complaint', { complaint }));
    expect(await world.blocks.read(PROFILE)).toEqual([]);
    expect(mailed()).toMatchObject([{ event: 'undeliverable' }]);
  });
  it('a complaint that hides the recipient still suppresses the address of the send', async () => {
    await sent();
    await recordProviderEvent(ports, mail('Complaint', { complaint: { timestamp: '2026-11-20T10:00:20Z' } }));
    expect(await world.blocks.read(PROFILE)).toMatchObject([
      { reason: 'complained', address: world.hashes.email },
    ]);
    expect(mailed()).toMatchObject([{ event: 'complained', address: world.hashes.email }]);
  });
  it('a suppression follows a redirect', async () => {
    const old = 'a-BBBBBBBBBBBBBBBBBBBBBB';
    await world.write((state) => {
      state.redirect = PROFILE;
    }, old);
    const request = requestOf({ profile: old });
    await world.send(request);
    const detail = {
      eventType: 'Complaint',
      mail: { messageId: 'm', tags: { sendId: [request.sendId] } },
      complaint: {},
    };
    await recordProviderEvent(ports, event('aws.ses', detail));
    expect(await world.blocks.read(PROFILE)).toHaveLength(1);
    expect(await world.blocks.read(old)).toHaveLength(1);
  });
  it.each(['Send', 'Delivery', 'Open'])('%s settles an unknown send', async (eventType) => {
    world.answer = async () => ({ kind: 'unknown', reason: 'timeout' });
    await sent();
    await recordProviderEvent(ports, mail(eventType));
    expect(world.log.records()).toMatchObject([{ status: 'sent', costRev: 1 }]);
  });
  it('Reject settles an unknown send and takes its cost back', async () => {
    world.answer = async () => ({ kind: 'unknown', reason: 'timeout' });
    await sent();
    await recordProviderEvent(ports, mail('Reject'));
    expect(world.log.records()).toMatchObject([{ status: 'failed' }]);
    expect(world.facts.items[0]?.body).toEqual({
      type: 'send-cost',
      sendId,
      channel: 'email',
      at: T0,
      amount: 0,
      currency: 'EUR',
      rev: 2,
    });
  });
  it('an event about no send of ours, or without a result, is ignored', async () => {
    await sent();
    const foreign = event('aws.ses', {
      eventType: 'Delivery',
      mail: { messageId: 'm', tags: { sendId: ['another'] } },
    });
    const untagged = event('aws.ses', { eventType: 'Delivery', mail: { messageId: 'm' } });
    for (const nothing of [foreign, untagged, mail('DeliveryDelay'), mail('Subscription')])
      expect(await recordProviderEvent(ports, nothing)).toBe('ignored');
    expect(mailed()).toEqual([]);
  });
});

describe('SMS events', () => {
  const sms = (messageStatus: string, rest: object = {}) =>
    event('aws.sms-voice', {
      eventType: `TEXT_${messageStatus}`,
      messageId: 'm',
      messageStatus,
      isFinal: true,
      context: { sendId },
      eventTimestamp: T0 + 5_000,
      ...rest,
    });

  it('record the real price once, under a revision of its own', async () => {
    await sent({ channel: 'sms' });
    for (let i = 0; i < 2; i += 1)
      await recordProviderEvent(
        ports,
        sms('DELIVERED', { totalMessagePrice: 0.0581, totalCarrierFee: 0.004 }),
      );
    const costs = world.facts.items.map((item) => item.body).filter((fact) => fact.type === 'send-cost');
    const cost = {
      type: 'send-cost',
      sendId,
      channel: 'sms',
      at: T0,
      amount: 62_100,
      currency: 'USD',
      rev: 2,
    };
    expect(costs).toEqual([cost, cost]);
    expect(mailed()[0]).toMatchObject({ event: 'delivered', channel: 'sms', at: T0 + 5_000 });
    // The lease still holds the amount reserved in its own currency.
    expect(await world.log.sumOfLease('lease-1')).toBe(70_000);
  });
  it('do not record a price that is not final', async () => {
    await sent({ channel: 'sms' });
    await recordProviderEvent(ports, sms('SENT', { isFinal: false, totalMessagePrice: 0.05 }));
    expect(world.facts.items.map((item) => item.body.type)).toEqual(['count']);
  });
  it.each([
    ['UNREACHABLE', 'undeliverable', 0],
    ['CARRIER_BLOCKED', 'undeliverable', 0],
    ['TTL_EXPIRED', 'undeliverable', 0],
    ['INVALID', 'bounced', 1],
  ])('%s is %s', async (status, what, blocks) => {
    await sent({ channel: 'sms' });
    await recordProviderEvent(ports, sms(status));
    expect(mailed()).toMatchObject([{ event: what }]);
    expect(await world.blocks.read(PROFILE)).toHaveLength(blocks);
  });
});
