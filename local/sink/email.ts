// Emulates SES v2's API, and SES's events in their EventBridge form.

import { randomBytes } from 'node:crypto';
import { type Json, type JsonObject, listAt, objectAt, textAt, textsAt } from '../template/json.ts';
import { WireError } from '../wire.ts';
import type { Emulator } from './emulator.ts';
import { type Accepted, idsOf } from './outbox.ts';

const EVENTS = {
  sent: ['Email Sent', 'Send', 'send'],
  delivered: ['Email Delivered', 'Delivery', 'delivery'],
  bounced: ['Email Bounced', 'Bounce', 'bounce'],
  complained: ['Email Complaint Received', 'Complaint', 'complaint'],
  opened: ['Email Opened', 'Open', 'open'],
  clicked: ['Email Clicked', 'Click', 'click'],
  rejected: ['Email Rejected', 'Reject', 'reject'],
  failed: ['Email Rendering Failed', 'Rendering Failure', 'failure'],
  delayed: ['Email Delivery Delayed', 'DeliveryDelay', 'deliveryDelay'],
  subscribed: ['Email Subscribed', 'Subscription', 'subscription'],
} as const;

type EmailEvent = keyof typeof EVENTS;

const isEmailEvent = (name: string): name is EmailEvent => name in EVENTS;

const RECIPIENTS_MAX = 50;

/** `Name <a@b.c>` and `a@b.c` both mean a@b.c. */
const bareAddress = (text: string) => (/<([^<>]+)>\s*$/.exec(text)?.[1] ?? text).trim();

const badRequest = (message: string) => new WireError(400, 'BadRequestException', message);

export const emailEmulator = (): Emulator => ({
  take({ method, path, body }, now) {
    if (method === 'GET' && path === '/v2/email/account') return { answer: ACCOUNT, messages: [] };
    if (method !== 'POST' || path !== '/v2/email/outbound-emails') return undefined;
    const { messageId, messages } = acceptEmail(body, now);
    const taken = messages.map((message) => ({ message, events: simulatedEvents(message.to) }));
    return { answer: { MessageId: messageId }, messages: taken };
  },
  report(event, message, now, options) {
    if (!isEmailEvent(event)) return undefined;
    const [detailType] = EVENTS[event];
    return { source: 'aws.ses', detailType, detail: emailEvent(event, message, now, options) };
  },
});

const ACCOUNT: Json = {
  DedicatedIpAutoWarmupEnabled: false,
  EnforcementStatus: 'HEALTHY',
  ProductionAccessEnabled: true,
  SendingEnabled: true,
  SendQuota: { Max24HourSend: 1_000_000, MaxSendRate: 500, SentLast24Hours: 0 },
};

/** One message for each recipient, all under the message id that SES returns. */
function acceptEmail(request: JsonObject, now: number): { messageId: string; messages: Accepted[] } {
  const destination = objectAt(request.Destination);
  const to = [destination.ToAddresses, destination.CcAddresses, destination.BccAddresses].flatMap(textsAt);
  if (to.length === 0 || to.length > RECIPIENTS_MAX)
    throw badRequest('Between 1 and 50 recipients are needed.');
  const bad = to.find((address) => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(bareAddress(address)));
  if (bad !== undefined) throw badRequest('Missing final @domain');
  const from = textAt(request.FromEmailAddress);
  if (from === undefined || from === '') throw badRequest('FromEmailAddress is needed.');
  const content = objectAt(request.Content);
  if (content.Simple === undefined) throw badRequest('The local cloud takes simple content only.');
  const simple = objectAt(content.Simple);
  const body = objectAt(simple.Body);
  const data = (part: Json | undefined) => textAt(objectAt(part).Data);
  const tags = listAt(request.EmailTags).map((tag): [string, string] => {
    const { Name, Value } = objectAt(tag);
    return [textAt(Name) ?? '', textAt(Value) ?? ''];
  });
  const badTag = tags.find((tag) => tag.some((part) => !/^[A-Za-z0-9_\-.@]{1,256}$/.test(part)));
  if (badTag !== undefined) throw badRequest(`Invalid tag <${badTag[0]}>.`);
  const messageId = `0100${randomBytes(6).toString('hex')}-${crypto.randomUUID()}-000000`;
  const headers = listAt(simple.Headers).map((header): [string, string] => {
    const { Name, Value } = objectAt(header);
    return [textAt(Name) ?? '', textAt(Value) ?? ''];
  });
  const messages = to.map((address) => ({
    messageId,
    ...idsOf(tags),
    channel: 'email' as const,
    to: bareAddress(address),
    subject: data(simple.Subject),
    text: data(body.Text),
    html: data(body.Html),
    headers: { From: from, ...Object.fromEntries(headers) },
    sentAt: new Date(now).toISOString(),
    provider: {
      tags: Object.fromEntries(tags.map(([name, value]): [string, string[]] => [name, [value]])),
      configurationSet: textAt(request.ConfigurationSetName),
    },
  }));
  return { messageId, messages };
}

/** SES's mailbox simulator: the events of a message to one of its addresses, including `bounce+anything@`. */
function simulatedEvents(address: string): EmailEvent[] {
  const [local = '', domain] = address.toLowerCase().split('@');
  if (domain !== 'simulator.amazonses.com') return ['sent', 'delivered'];
  switch (local.replace(/\+.*$/, '')) {
    case 'bounce':
    case 'suppressionlist':
      return ['sent', 'bounced'];
    case 'complaint':
      return ['sent', 'delivered', 'complained'];
    default:
      return ['sent', 'delivered'];
  }
}

function emailEvent(event: EmailEvent, message: Accepted, now: number, options: JsonObject): JsonObject {
  const [, eventType, key] = EVENTS[event];
  return {
    eventType,
    mail: {
      timestamp: message.sentAt,
      source: message.headers.From,
      sourceArn: 'arn:aws:ses:us-east-1:000000000000:identity/local',
      sendingAccountId: '000000000000',
      messageId: message.messageId,
      destination: [message.to],
      headersTruncated: false,
      headers: Object.entries(message.headers).map(([name, value]) => ({ name, value })),
      commonHeaders: {
        from: [message.headers.From ?? ''],
        to: [message.to],
        messageId: message.messageId,
        subject: message.subject,
      },
      tags: {
        'ses:configuration-set': [textAt(message.provider.configurationSet) ?? ''],
        'ses:caller-identity': ['local'],
        ...objectAt(message.provider.tags),
      },
    },
    [key]: detailOf(event, message, new Date(now).toISOString(), options),
  };
}

const AGENT = 'Mozilla/5.0 (local)';

function detailOf(
  event: EmailEvent,
  { to, messageId }: Accepted,
  timestamp: string,
  options: JsonObject,
): JsonObject {
  switch (event) {
    case 'sent':
      return {};
    case 'delivered':
      return {
        timestamp,
        processingTimeMillis: 50,
        recipients: [to],
        smtpResponse: '250 2.6.0 Message received',
        reportingMTA: 'local',
      };
    case 'bounced': {
      const bounceType = textAt(options.bounceType) ?? 'Permanent';
      const recipient = {
        emailAddress: to,
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 5.1.1 user unknown',
      };
      const bounceSubType = textAt(options.bounceSubType) ?? 'General';
      return {
        bounceType,
        bounceSubType,
        bouncedRecipients: [recipient],
        timestamp,
        feedbackId: messageId,
        reportingMTA: 'dsn; local',
      };
    }
    case 'complained':
      return {
        complainedRecipients: [{ emailAddress: to }],
        timestamp,
        feedbackId: messageId,
        userAgent: AGENT,
        complaintFeedbackType: textAt(options.complaintFeedbackType) ?? 'abuse',
        arrivalDate: timestamp,
      };
    case 'opened':
      return {
        ipAddress: '192.0.2.1',
        timestamp,
        userAgent: AGENT,
        isBotEvent: textAt(options.isBotEvent) ?? 'Unlikely',
      };
    case 'clicked': {
      const link = textAt(options.link) ?? 'https://example.com/';
      return {
        ipAddress: '192.0.2.1',
        link,
        linkTags: {},
        timestamp,
        userAgent: AGENT,
        isBotEvent: textAt(options.isBotEvent) ?? 'Unlikely',
      };
    }
    case 'rejected':
      return { reason: 'Bad content' };
    case 'failed':
      return { errorMessage: 'A value is missing.', templateName: 'local' };
    case 'delayed':
      return {
        timestamp,
        delayType: textAt(options.delayType) ?? 'TransientCommunicationFailure',
        delayedRecipients: [{ emailAddress: to, status: '4.4.1', diagnosticCode: 'smtp; 421 4.4.1' }],
      };
    case 'subscribed':
      return {
        contactList: 'local',
        timestamp,
        source: 'UnsubscribeHeader',
        newTopicPreferences: { unsubscribeAll: true },
        oldTopicPreferences: { unsubscribeAll: false },
      };
    default:
      return event satisfies never;
  }
}
