// Emulates a company's own gateway: takes signed posts (Standard Webhooks) and reports with events of the bus.

import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { type SendChannel, sendChannels } from '../../schemas/names.ts';
import { isObject, type JsonObject, objectAt, parseJson, textAt } from '../template/json.ts';
import { WireError } from '../wire.ts';
import type { Accepted } from './outbox.ts';

/** Used on this machine only: the local Parameter Store returns it, and signatures are checked with it. */
export const GATEWAY_SECRET = 'whsec_Y2Fpcm4gbG9jYWwgZ2F0ZXdheSBzZWNyZXQ=';
export const GATEWAY_DETAIL_TYPE = 'Message Receipt';
export const GATEWAY_SOURCE = 'message-gateway';

export const GATEWAY_EVENTS = new Set([
  'delivered',
  'bounced',
  'complained',
  'opened',
  'clicked',
  'unsubscribed',
  'failed',
]);

/** Throws the gateway's error response to a post that is not signed by us or is not a message. */
export function acceptPost(headers: IncomingHttpHeaders, raw: string, now: number): Accepted {
  const id = String(headers['webhook-id'] ?? '');
  const seconds = Number(headers['webhook-timestamp']);
  const expected = new Webhook(GATEWAY_SECRET).sign(id, new Date(seconds * 1000), raw);
  if (!same(String(headers['webhook-signature'] ?? ''), expected))
    throw new WireError(401, 'Unauthorized', 'the signature is wrong');
  const body = parseJson(raw);
  if (!isObject(body)) throw new WireError(400, 'Bad Request', 'the body is no JSON object');
  const channel = sendChannels.find((name) => name === body.channel);
  const to = textAt(body.to);
  if (channel === undefined || to === undefined)
    throw new WireError(422, 'Unprocessable', 'channel and to are needed');
  return accepted({ sendId: id, channel, to }, body, now);
}

function accepted(
  { sendId, channel, to }: { sendId: string; channel: SendChannel; to: string },
  body: JsonObject,
  now: number,
): Accepted {
  return {
    messageId: `gateway-${sendId}`,
    sendId,
    trace: textAt(body.trace),
    channel,
    to,
    subject: textAt(body.subject) ?? textAt(body.title),
    text: textAt(body.text),
    html: textAt(body.html),
    headers: Object.fromEntries(
      Object.entries(objectAt(body.headers)).map(([name, value]) => [name, textAt(value) ?? '']),
    ),
    sentAt: new Date(now).toISOString(),
    provider: { gateway: true, body },
  };
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** `detail` of the event that the gateway puts on the bus. */
export function gatewayReceipt(
  event: string,
  { sendId }: Accepted,
  now: number,
  { cost, bot }: JsonObject,
): JsonObject {
  return {
    sendId,
    event,
    at: new Date(now).toISOString(),
    ...(isObject(cost) ? { cost } : {}),
    ...(bot === true ? { bot } : {}),
  };
}
