// The company's own gateway on the wire: signed posts (Standard Webhooks) in, and what it reports as events of the bus.

import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { type SendChannel, sendChannels } from '../../schemas/names.ts';
import { isObject, type JsonObject, objectAt, parseJson, textAt } from '../template/json.ts';
import { WireError } from '../wire.ts';
import type { Accepted } from './outbox.ts';

/** Of this machine alone: what Parameter Store answers here, and what signatures are checked with. */
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

/** Throws what a gateway answers to a post that is not signed by us, or is no message. */
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
  return accepted(id, channel, to, body, now);
}

function accepted(sendId: string, channel: SendChannel, to: string, body: JsonObject, now: number): Accepted {
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
    provider: { gateway: true, told: body },
  };
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** `detail` of what the gateway puts on the bus. */
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
