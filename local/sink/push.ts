// Emulates Pinpoint SendMessages: push to up to 100 device tokens, with a result for each.

import { randomUUID } from 'node:crypto';
import { type JsonObject, objectAt, parseJson, textAt } from '../template/json.ts';
import { WireError } from '../wire.ts';
import type { Emulator } from './emulator.ts';
import { type Accepted, idsOf } from './outbox.ts';

const ADDRESSES_MAX = 100;

/** Tokens with these prefixes are answered with a failure, so that every class can be tried. */
const SIMULATED: Record<string, [DeliveryStatus: string, StatusCode: number]> = {
  'invalid-': ['PERMANENT_FAILURE', 410],
  'throttled-': ['THROTTLED', 429],
  'temporary-': ['TEMPORARY_FAILURE', 500],
  'optout-': ['OPT_OUT', 200],
};

export const pushEmulator = (): Emulator => ({
  take({ method, path, body }, now) {
    const [, application] = /^\/v1\/apps\/([^/]+)\/messages$/.exec(path) ?? [];
    if (method !== 'POST' || application === undefined) return undefined;
    const { answer, messages } = acceptPush({ ...body, ApplicationId: application }, now);
    return { answer, messages: messages.map((message) => ({ message, events: [] })) };
  },
  report: () => undefined,
});

function acceptPush(request: JsonObject, now: number): { answer: JsonObject; messages: Accepted[] } {
  const addresses = Object.entries(objectAt(request.Addresses));
  if (addresses.length === 0 || addresses.length > ADDRESSES_MAX) {
    throw new WireError(400, 'BadRequestException', 'Between 1 and 100 addresses are needed.');
  }
  const configuration = objectAt(request.MessageConfiguration);
  const messages: Accepted[] = [];
  const result: JsonObject = {};
  for (const [token, address] of addresses) {
    const [, simulated] = Object.entries(SIMULATED).find(([prefix]) => token.startsWith(prefix)) ?? [];
    const messageId = randomUUID();
    if (simulated !== undefined) {
      const [DeliveryStatus, StatusCode] = simulated;
      result[token] = { DeliveryStatus, StatusCode, StatusMessage: 'simulated' };
      continue;
    }
    result[token] = { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200, MessageId: messageId };
    messages.push(accepted({ to: token, messageId }, configuration, objectAt(address), now));
  }
  return {
    answer: { ApplicationId: textAt(request.ApplicationId), RequestId: randomUUID(), Result: result },
    messages,
  };
}

function accepted(
  { to, messageId }: { to: string; messageId: string },
  configuration: JsonObject,
  address: JsonObject,
  now: number,
): Accepted {
  const channelType = textAt(address.ChannelType) ?? 'GCM';
  const specific = objectAt(configuration[channelType === 'GCM' ? 'GCMMessage' : 'APNSMessage']);
  const general = objectAt(configuration.DefaultPushNotificationMessage);
  const raw = rawContent(textAt(specific.RawContent));
  const data = {
    ...objectAt(general.Data),
    ...objectAt(specific.Data),
    ...raw.data,
    ...objectAt(address.Context),
  };
  const pairs = Object.entries(data).map(([name, value]): [string, string] => [name, textAt(value) ?? '']);
  return {
    messageId,
    ...idsOf(pairs),
    channel: 'push',
    to,
    subject: textAt(specific.Title) ?? textAt(general.Title) ?? raw.title,
    text: textAt(specific.Body) ?? textAt(general.Body) ?? raw.body,
    html: undefined,
    headers: {},
    sentAt: new Date(now).toISOString(),
    provider: { channelType, data: Object.fromEntries(pairs) },
  };
}

/** RawContent is the push service's own JSON: FCM's message or an APNs payload. */
function rawContent(text: string | undefined): {
  title?: string | undefined;
  body?: string | undefined;
  data: JsonObject;
} {
  if (text === undefined) return { data: {} };
  const payload = objectAt(parseJson(text));
  const message = objectAt(objectAt(payload.fcmV1Message).message ?? payload.message ?? payload);
  const notification = objectAt(message.notification ?? objectAt(message.aps).alert);
  const flat = Object.fromEntries(Object.entries(message).filter(([, value]) => typeof value === 'string'));
  return {
    title: textAt(notification.title),
    body: textAt(notification.body),
    data: { ...flat, ...objectAt(message.data) },
  };
}
