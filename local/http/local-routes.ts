// The routes under /_local/: what the providers received, the clock, idleness, receipts, events, and the issuer of
// tokens.

import type { IncomingMessage } from 'node:http';
import { Temporal } from 'temporal-polyfill';
import type { CloudClock } from '../clock.ts';
import type { EventBus } from '../events/bus.ts';
import type { Idle } from '../idle.ts';
import type { Issuer } from '../issuer.ts';
import type { Publication } from '../queues/server.ts';
import type { OutboxView } from '../sink/outbox-view.ts';
import type { Sink } from '../sink/sink.ts';
import { isObject, type JsonObject, parseJson, textAt } from '../template/json.ts';
import type { Traveller } from '../travel.ts';
import { WireError } from '../wire.ts';

export interface LocalRoutes {
  clock: CloudClock;
  idle: Idle;
  traveller: Traveller;
  sink: Sink;
  outbox: OutboxView;
  bus: EventBus;
  issuer: Issuer;
  /** What each queue holds; `deadLetters`: of those that no function reads. */
  queues: () => { name: string; deadLetters: boolean; messages: number }[];
  /** Ends the local cloud, where whoever started it lets it. */
  onStop: (() => void) | undefined;
  /** Messages of the finance topic, oldest first. */
  publications: () => (Publication & { timestamp: string })[];
}

/** Stands in for the company's own gateway: the raw body is what was signed. */
export const GATEWAY_PATH = '/_local/gateway';

const iso = (time: number) => new Date(Math.floor(time)).toISOString();
const badRequest = (message: string) => new WireError(400, 'Bad Request', message);

export function localRoutes(local: LocalRoutes) {
  const { clock, idle, sink, bus, issuer } = local;
  const routes: Record<string, (query: URLSearchParams, body: JsonObject) => unknown> = {
    'GET /_local/outbox': async (query) => ({
      messages: await local.outbox({
        channel: query.get('channel') ?? undefined,
        address: query.get('address') ?? undefined,
      }),
    }),
    'GET /_local/clock': () => ({ now: iso(clock.now()) }),
    'POST /_local/clock': async (_query, body) => {
      await local.traveller.advance(millisecondsOf(textAt(body.advance), clock.now()));
      return { now: iso(clock.now()) };
    },
    'GET /_local/idle': async () => {
      await idle.settled();
      return { idle: true, now: iso(clock.now()) };
    },
    'POST /_local/receipt': (_query, body) => {
      const { sendId, event, ...options } = body;
      if (typeof sendId !== 'string' || typeof event !== 'string')
        throw badRequest('sendId and event are needed');
      sink.report(sendId, event, options);
      return { reported: event };
    },
    'POST /_local/stop': () => {
      const { onStop } = local;
      if (onStop === undefined) throw new WireError(404, 'Not Found', 'whoever started this backend ends it');
      setImmediate(onStop);
      return { stopping: true };
    },
    'GET /_local/queues': () => ({ queues: local.queues() }),
    'GET /_local/events': (query) => {
      const type = query.get('type') ?? undefined;
      return { events: type === 'sns' ? local.publications().map(notification) : bus.events(type) };
    },
    'GET /_local/issuer/.well-known/jwks.json': () => issuer.jwks,
    'GET /_local/issuer/.well-known/openid-configuration': () => issuer.discovery(),
  };
  return async (request: IncomingMessage, url: URL, body: Buffer): Promise<unknown> => {
    const route = routes[`${request.method} ${url.pathname}`];
    if (request.method === 'POST' && url.pathname === GATEWAY_PATH)
      return sink.post(request.headers, body.toString());
    if (route === undefined) throw new WireError(404, 'Not Found', `no ${request.method} ${url.pathname}`);
    return route(url.searchParams, bodyOf(body));
  };
}

function bodyOf(body: Buffer): JsonObject {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = parseJson(body.toString());
  } catch {
    throw badRequest('the body is not JSON');
  }
  if (!isObject(value)) throw badRequest('the body is not a JSON object');
  return value;
}

/** Calendar units are counted from now, in UTC. */
function millisecondsOf(text: string | undefined, now: number): number {
  let duration: Temporal.Duration;
  try {
    duration = Temporal.Duration.from(text ?? '');
  } catch {
    throw badRequest('advance is an ISO 8601 duration, such as PT1H');
  }
  const from = Temporal.Instant.fromEpochMilliseconds(Math.floor(now)).toZonedDateTimeISO('UTC');
  const ms = from.add(duration).epochMilliseconds - from.epochMilliseconds;
  if (ms < 0) throw badRequest('the clock goes forward only');
  return ms;
}

/** SNS's own form, with the text also under friendlier names, and parsed where it is JSON. */
function notification({
  topicArn,
  messageId,
  subject,
  message,
  timestamp,
}: Publication & { timestamp: string }) {
  const sns = {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: subject,
    Message: message,
    Timestamp: timestamp,
  };
  let detail: unknown;
  try {
    detail = JSON.parse(message);
  } catch {
    detail = undefined;
  }
  return { ...sns, subject, message, detail };
}
