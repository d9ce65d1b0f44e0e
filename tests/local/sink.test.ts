// The providers as the sender sees them, through the unmodified SES, SMS and Pinpoint clients, and their reports.

import { PinpointClient, SendMessagesCommand } from '@aws-sdk/client-pinpoint';
import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { GetAccountCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CloudClock } from '../../local/clock.ts';
import { type Envelope, EventBus } from '../../local/events/bus.ts';
import { Idle } from '../../local/idle.ts';
import { Kms } from '../../local/kms.ts';
import { serviceHandler } from '../../local/services.ts';
import { decimal, outboxView } from '../../local/sink/outbox-view.ts';
import { Sink } from '../../local/sink/sink.ts';
import { partsOf } from '../../local/sink/sms.ts';
import { objectAt } from '../../local/template/json.ts';
import { startWireServer } from '../../local/wire.ts';

let clock: CloudClock;
let idle: Idle;
let bus: EventBus;
let sink: Sink;
let inbound: string[];
let server: Awaited<ReturnType<typeof startWireServer>>;
let config: {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};

beforeEach(async () => {
  clock = new CloudClock(Date.UTC(2030, 0, 1, 10));
  idle = new Idle();
  inbound = [];
  const place = { account: '000000000000', region: 'us-east-1' };
  bus = new EventBus({ clock, ...place, buses: ['default'], rules: [], deliver: () => undefined });
  sink = new Sink({
    clock,
    idle,
    bus,
    ownBus: undefined,
    publishInbound: (message) => inbound.push(message),
  });
  server = await startWireServer(serviceHandler({ bus, kms: new Kms([]), sink }));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  config = { endpoint: `http://127.0.0.1:${server.port}`, region: 'us-east-1', credentials };
});

afterEach(async () => {
  clock.stop();
  await server.stop();
});

const TRACE = 'a'.repeat(32);
const IDS = [
  { Name: 'sendId', Value: 's1' },
  { Name: 'trace', Value: TRACE },
];

function mail(to: string, tags: { Name: string; Value: string }[] = IDS) {
  return new SendEmailCommand({
    FromEmailAddress: 'Shop <hello@shop.example>',
    Destination: { ToAddresses: [to] },
    Content: {
      Simple: {
        Subject: { Data: 'Grüße' },
        Body: { Text: { Data: 'text' }, Html: { Data: '<p>html</p>' } },
        Headers: [{ Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' }],
      },
    },
    EmailTags: tags,
    ConfigurationSetName: 'local',
  });
}

const types = (events: Envelope[]) => events.map((event) => event['detail-type']);

test('an e-mail is in the outbox with its headers and sendId, and is reported sent, then delivered', async () => {
  const ses = new SESv2Client(config);
  const { MessageId } = await ses.send(mail('Ann <ann@example.com>'));
  const [message] = sink.outbox.list({ channel: 'email', address: 'ANN@example.com' });
  expect(message).toMatchObject({
    messageId: MessageId,
    sendId: 's1',
    to: 'ann@example.com',
    subject: 'Grüße',
    text: 'text',
    html: '<p>html</p>',
    headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  });
  await idle.settled();
  expect(types(bus.events())).toEqual(['Email Sent', 'Email Delivered']);
  const [sent, delivered] = bus.events();
  expect(sent).toMatchObject({
    source: 'aws.ses',
    detail: { eventType: 'Send', send: {}, mail: { messageId: MessageId } },
  });
  expect(objectAt(objectAt(delivered?.detail).mail).tags).toMatchObject({ sendId: ['s1'], trace: [TRACE] });
  expect((await ses.send(new GetAccountCommand({}))).SendQuota?.MaxSendRate).toBeGreaterThan(0);
});

test.each([
  ['success@simulator.amazonses.com', ['Email Sent', 'Email Delivered']],
  ['bounce+ann@simulator.amazonses.com', ['Email Sent', 'Email Bounced']],
  ['complaint@simulator.amazonses.com', ['Email Sent', 'Email Delivered', 'Email Complaint Received']],
])('the mailbox simulator responds %s', async (to, expected) => {
  await new SESv2Client(config).send(mail(to));
  await idle.settled();
  expect(types(bus.events())).toEqual(expected);
});

test("a receipt is reported in the provider's form: a permanent bounce, a complaint, a click with its link", async () => {
  await new SESv2Client(config).send(mail('ann@example.com'));
  sink.report('s1', 'bounced', {});
  sink.report('s1', 'complained', {});
  sink.report('s1', 'clicked', { link: 'https://shop.example/p1' });
  const details = bus.events().map((event) => objectAt(event.detail));
  expect(details[0]?.bounce).toMatchObject({
    bounceType: 'Permanent',
    bouncedRecipients: [{ emailAddress: 'ann@example.com' }],
  });
  expect(details[1]?.complaint).toMatchObject({ complaintFeedbackType: 'abuse' });
  expect(details[2]?.click).toMatchObject({ link: 'https://shop.example/p1', isBotEvent: 'Unlikely' });
  expect(() => sink.report('s1', 'levitated', {})).toThrow('no event');
  expect(() => sink.report('nobody', 'bounced', {})).toThrow('no message');
});

test.each([
  ['no domain', mail('ann@localhost')],
  ['a tag SES would refuse', mail('ann@example.com', [{ Name: 'sendId', Value: 'a b' }])],
])('an e-mail with %s is refused as SES refuses it', async (_, command) => {
  await expect(new SESv2Client(config).send(command)).rejects.toMatchObject({ name: 'BadRequestException' });
  expect(sink.outbox.list({})).toEqual([]);
});

function text(to: string, body = 'Hello') {
  return new SendTextMessageCommand({
    DestinationPhoneNumber: to,
    OriginationIdentity: 'SHOP',
    MessageBody: body,
    MessageType: 'PROMOTIONAL',
    MaxPrice: '0.08',
    Context: { sendId: 's2', trace: TRACE },
  });
}

test('an SMS is reported delivered with its parts and price', async () => {
  const { MessageId } = await new PinpointSMSVoiceV2Client(config).send(
    text('+4915112345678', 'ü'.repeat(161)),
  );
  await idle.settled();
  expect(bus.events().at(-1)).toMatchObject({
    source: 'aws.sms-voice',
    'detail-type': 'Text Message Delivery Status Updated',
    detail: {
      eventType: 'TEXT_DELIVERED',
      messageStatus: 'DELIVERED',
      isFinal: true,
      messageId: MessageId,
      totalMessageParts: 2,
      totalMessagePrice: 0.16,
      context: { sendId: 's2', trace: TRACE },
    },
  });
});

test('STOP goes to the inbound topic, and the service itself then refuses the number', async () => {
  const sms = new PinpointSMSVoiceV2Client(config);
  const { MessageId } = await sms.send(text('+4915112345678'));
  sink.report('s2', 'STOP', {});
  expect(inbound.map((message) => JSON.parse(message))).toEqual([
    expect.objectContaining({
      originationNumber: '+4915112345678',
      messageBody: 'STOP',
      previousPublishedMessageId: MessageId,
    }),
  ]);
  await expect(sms.send(text('+4915112345678'))).rejects.toMatchObject({
    name: 'ConflictException',
    Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
  });
  await expect(sms.send(text('12'))).rejects.toMatchObject({ name: 'ValidationException' });
});

test('push answers per token, with every class of failure to try', async () => {
  const { MessageResponse } = await new PinpointClient(config).send(
    new SendMessagesCommand({
      ApplicationId: 'app',
      MessageRequest: {
        Addresses: {
          good: { ChannelType: 'GCM' },
          'invalid-1': { ChannelType: 'APNS' },
          'throttled-1': { ChannelType: 'GCM' },
        },
        MessageConfiguration: {
          GCMMessage: { Title: 'Hi', Body: 'there', Data: { sendId: 's3', trace: TRACE } },
        },
      },
    }),
  );
  expect(MessageResponse?.Result).toMatchObject({
    good: { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200 },
    'invalid-1': { DeliveryStatus: 'PERMANENT_FAILURE' },
    'throttled-1': { DeliveryStatus: 'THROTTLED' },
  });
  expect(sink.outbox.list({ channel: 'push' })).toMatchObject([
    { to: 'good', sendId: 's3', trace: TRACE, subject: 'Hi', text: 'there' },
  ]);
});

test('the outbox joins journey, step, profile and cost by sendId, and stays readable without a record', async () => {
  await new SESv2Client(config).send(mail('ann@example.com'));
  await new SESv2Client(config).send(mail('bob@example.com', []));
  const record = {
    journey: 'welcome',
    step: 'mail',
    profile: 'p1',
    template: 'hello',
    cost: 100,
    currency: 'EUR',
  };
  const view = outboxView(sink.outbox, async (ids) => new Map(ids.map((id) => [id, record])));
  const [ann, bob] = await view({});
  expect(ann).toMatchObject({
    sendId: 's1',
    profileId: 'p1',
    journey: 'welcome',
    step: 'mail',
    template: 'hello',
    cost: { amount: '0.0001', currency: 'EUR' },
    trace: TRACE,
  });
  expect(bob).toMatchObject({ to: 'bob@example.com', journey: undefined, cost: undefined });
});

test.each([
  [0, '0.00'],
  [1_000_000, '1.00'],
  [1_234_500, '1.2345'],
  [-50_000, '-0.05'],
])('%i micros read %s', (micros, expected) => {
  expect(decimal(micros)).toBe(expected);
});

test.each([
  ['a'.repeat(160), 1],
  ['a'.repeat(161), 2],
  ['你'.repeat(70), 1],
  ['你'.repeat(71), 2],
])('SMS parts are counted as the network counts them', (body, parts) => {
  expect(partsOf(body)).toBe(parts);
});
