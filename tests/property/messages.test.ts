// The compiled validators of what functions read agree with zod, also on messages with one change.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConsentProperties } from '../../schemas/consent.ts';
import { SendRequest, Timer } from '../../schemas/effects.ts';
import { FactsMessage } from '../../schemas/facts.ts';
import { consentProperties } from '../../schemas/generated/consent-properties.js';
import { envelope } from '../../schemas/generated/envelope.js';
import { factsMessage } from '../../schemas/generated/facts-message.js';
import { inboundSms } from '../../schemas/generated/inbound-sms.js';
import { providerEvent } from '../../schemas/generated/provider-event.js';
import { recipientToken } from '../../schemas/generated/recipient-token.js';
import { sendRequest } from '../../schemas/generated/send-request.js';
import { spendRow } from '../../schemas/generated/spend-row.js';
import { timer } from '../../schemas/generated/timer.js';
import { wakeMark } from '../../schemas/generated/wake-mark.js';
import { wrappedKeys } from '../../schemas/generated/wrapped-keys.js';
import { Envelope, WrappedKeys } from '../../schemas/mailbox.ts';
import { Malformed, parser } from '../../schemas/parser.ts';
import { InboundSms, ProviderEvent } from '../../schemas/receipts.ts';
import { RecipientToken } from '../../schemas/recipient-token.ts';
import { SpendRow } from '../../schemas/spend.ts';
import { WakeMark } from '../../schemas/wake-mark.ts';

const profile = `u-${'x'.repeat(22)}`;
const at = 1_795_000_000_000;
const time = '2026-11-20T10:00:00Z';
const event = { name: 'Cart', properties: { price: 3, tags: ['a'], $sealed: null }, occurredAt: at };
const mail = { messageId: 'm', tags: { sendId: ['s'] } };
const decided = { journey: 'j', step: 's', channel: 'email', sendId: 'i' };
const message = {
  type: 'event',
  id: 'e1',
  kind: 'track',
  name: 'Cart',
  occurredAt: at,
  acceptedAt: at,
  index: 0,
  clientAt: null,
  trust: 'server',
  properties: { a: { b: [1, null, 'x'] } },
  traits: {},
  context: { campaign: { source: 'x' } },
};

/** Realistic messages, at least one of each kind. */
const samples = {
  timer: { zod: Timer, compiled: timer, good: [{ v: 1, profile, wakeAt: at }] },
  envelope: {
    zod: Envelope,
    compiled: envelope,
    good: [
      { v: 1, profile, keys: { k: 'w' }, messages: [message] },
      { v: 1, profile, keys: {}, messages: [{ type: 'wake', id: 'w', wakeAt: at }] },
      {
        v: 1,
        profile,
        keys: {},
        messages: [{ type: 'outcome', id: 'o', ...decided, entry: 1, visit: 1, status: 'sent', at }],
      },
    ],
  },
  sendRequest: {
    zod: SendRequest,
    compiled: sendRequest,
    good: [
      {
        v: 1,
        profile,
        ...decided,
        entry: 1,
        visit: 1,
        template: 't',
        purpose: 'p',
        program: 1,
        decidedAt: at,
        expiresAt: at,
        event,
      },
    ],
  },
  factsMessage: {
    zod: FactsMessage,
    compiled: factsMessage,
    good: [
      { type: 'count', id: 'c', channel: 'email', what: 'opened', at },
      [
        {
          type: 'spend',
          date: '2026-11-20',
          channel: 'email',
          campaign: '',
          amount: 5,
          impressions: 0,
          clicks: 0,
          currency: 'EUR',
          acceptedAt: at,
          index: 0,
        },
      ],
    ],
  },
  providerEvent: {
    zod: ProviderEvent,
    compiled: providerEvent,
    good: [
      {
        id: 'i',
        time,
        source: 'aws.ses',
        'detail-type': 'Email Opened',
        detail: { eventType: 'Open', mail, open: { timestamp: time } },
      },
      {
        id: 'i',
        time,
        source: 'aws.sms-voice',
        detail: {
          eventType: 'TEXT_DELIVERED',
          messageId: 'm',
          messageStatus: 'DELIVERED',
          totalMessagePrice: 0.01,
        },
      },
    ],
  },
  inboundSms: {
    zod: InboundSms,
    compiled: inboundSms,
    good: [{ originationNumber: '+1', messageBody: 'STOP', inboundMessageId: 'i' }],
  },
  recipientToken: {
    zod: RecipientToken,
    compiled: recipientToken,
    good: [
      { k: 'u', p: profile, s: 's', c: 'email', m: 'marketing' },
      { k: 'c', p: profile, s: 's', c: 'email', m: 'm', j: 'j', t: 't', u: 'https://a.b/' },
    ],
  },
  consentProperties: {
    zod: ConsentProperties,
    compiled: consentProperties,
    good: [{ purpose: 'marketing', channels: ['email'], source: 's', wording: 'w', more: 1 }],
  },
  wakeMark: {
    zod: WakeMark,
    compiled: wakeMark,
    good: [
      { cursor: 'c', reached: at, lookedBackAt: at, lookBackTo: at, lookingBack: { after: 'a', to: at } },
    ],
  },
  spendRow: {
    zod: SpendRow,
    compiled: spendRow,
    good: [
      { date: '2026-11-20', channel: 'sms', campaign: 'autumn', amount: '1.50', currency: 'EUR', clicks: 1 },
      { date: '2026-11-20', channel: 'sms', amount: 7, currency: 'EUR', impressions: 3 },
    ],
  },
  wrappedKeys: { zod: WrappedKeys, compiled: wrappedKeys, good: [{ a: 'b' }] },
};

const odd = fc.constantFrom<unknown>(
  null,
  0,
  1.5,
  -1,
  '',
  'x',
  'toString',
  'email',
  'sent',
  at,
  time,
  '2026-02-30',
  true,
  [],
  {},
  ['a'],
  '😀'.repeat(300),
);
const DELETED = Symbol('deleted');

/** Every place in it, as a path. */
function places(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...path, key]))];
}

function changed(value: unknown, [key, ...rest]: string[], to: unknown): unknown {
  if (key === undefined) return to === DELETED ? null : to;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  if (rest.length === 0 && to === DELETED) delete copy[key];
  else copy[key] = changed(copy[key], rest, to);
  return JSON.parse(JSON.stringify(copy));
}

describe.each(Object.entries(samples))('%s', (_, { zod, compiled, good }) => {
  test('accepts its messages', () => {
    for (const value of good) {
      expect(zod.safeParse(value).error?.issues).toBeUndefined();
      expect([compiled(structuredClone(value)), compiled.errors]).toEqual([true, null]);
    }
  });

  test('judges changed messages as zod does', () => {
    const change = fc
      .constantFrom(...good)
      .chain((value) =>
        fc
          .tuple(fc.constantFrom(...places(value)), fc.oneof(odd, fc.constant(DELETED)))
          .map(([place, to]) => changed(value, place, to)),
      );
    fc.assert(
      fc.property(change, (value) => {
        expect(compiled(structuredClone(value))).toBe(zod.safeParse(value).success);
      }),
      { numRuns: 300 },
    );
  });
});

test('a default is filled in, as zod does', () => {
  const [request] = samples.sendRequest.good;
  expect(parser(sendRequest)(structuredClone(request))).toEqual(SendRequest.parse(request));
});

test('a mistake is reported with its place', () => {
  const read = parser(timer);
  expect(() => read({ v: 1, profile, wakeAt: 'soon' })).toThrow(new Malformed('/wakeAt: must be integer'));
  expect(() => read({ v: 1, profile })).toThrow(/^\/wakeAt: must have required property/);
});
