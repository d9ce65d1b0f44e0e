// Names and limits that code needs without a schema. They are separate from the schemas, so that a function that needs
// only these loads no zod.

/** The channels Cairn sends on itself. Other channels can be measured, not sent on. */
export const sendChannels = ['email', 'sms', 'push'] as const;
export type SendChannel = (typeof sendChannels)[number];

export const isSendChannel = (name: string | undefined): name is SendChannel =>
  (sendChannels as readonly (string | undefined)[]).includes(name);

/** Throws a TypeError if it is not one. */
export function sendChannel(name: string | undefined): SendChannel {
  if (!isSendChannel(name)) throw new TypeError(`a channel is one of ${sendChannels.join(', ')}`);
  return name;
}

/** One value for each channel. */
export const perChannel = <T>(make: (channel: SendChannel) => T): Record<SendChannel, T> =>
  Object.fromEntries(sendChannels.map((channel) => [channel, make(channel)])) as Record<SendChannel, T>;

/** The environment variable with the URL of a channel's sends queue. */
export const sendsVariable = (channel: SendChannel): string => `SENDS_${channel.toUpperCase()}_QUEUE_URL`;

/** First letter of a profile id, by the kind of identifier that it was derived from. */
export const profileIdLetters = { user: 'u', email: 'e', phone: 'p', device: 'd', anonymous: 'a' } as const;
export type IdentifierKind = keyof typeof profileIdLetters;
/** The profile id for a keyed hash of an identifier. */
export const profileIdOfHash = (kind: IdentifierKind, hash: string): string =>
  `${profileIdLetters[kind]}-${hash}`;
/** Identifiers that messages can be sent to; the trait has the same name. */
export const addressKinds = ['email', 'phone'] as const satisfies IdentifierKind[];
export type AddressKind = (typeof addressKinds)[number];

/** Kind letter, dash, base64url of a 128-bit HMAC: `u-` user, `e-` mail, `p-` phone, `d-` device, `a-` anonymous. */
export const PROFILE_ID = /^[uepda]-[A-Za-z0-9_-]{22}$/;
/** Throws a TypeError if it is not one. */
export function profileId(text: string): string {
  if (!PROFILE_ID.test(text)) throw new TypeError('no profile id');
  return text;
}

/** W3C Trace Context's trace id. */
export const TRACE_ID = /^[0-9a-f]{32}$/;

/** Limits of one request to the intake; bytes are counted unzipped. */
export const BODY_BYTES_MAX = 500 * 1024;
export const BATCH_EVENTS_MAX = 2500;
export const EVENT_BYTES_MAX = 32 * 1024;
export const SPEND_BYTES_MAX = 2 * 1024 * 1024;
export const SPEND_ROWS_MAX = 10_000;
/** An amount spent: a decimal of up to nine digits and six after the point. */
export const AMOUNT = /^\d{1,9}(\.\d{1,6})?$/;

/** Kinds of the Segment HTTP API's calls. */
export const callKinds = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type CallKind = (typeof callKinds)[number];

/** What every call may contain, once it is known to be well formed. */
export interface Call {
  messageId?: string | number | null;
  userId?: string | number | null;
  anonymousId?: string | number | null;
  previousId?: string | number | null;
  groupId?: string | number | null;
  event?: string;
  name?: string | null;
  category?: string | null;
  timestamp?: string | number | null;
  originalTimestamp?: string | number | null;
  sentAt?: unknown;
  properties?: Record<string, unknown> | readonly unknown[] | null;
  traits?: Record<string, unknown> | readonly unknown[] | null;
  context?: Record<string, unknown> | readonly unknown[] | null;
}

/** The API's path segments; analytics.js posts to the single letters. */
export const callOfPath: Readonly<Record<string, CallKind | 'batch'>> = {
  track: 'track',
  identify: 'identify',
  page: 'page',
  screen: 'screen',
  group: 'group',
  alias: 'alias',
  batch: 'batch',
  t: 'track',
  i: 'identify',
  p: 'page',
  s: 'screen',
  g: 'group',
  a: 'alias',
  b: 'batch',
};

/** Where `cairn login` waits for the browser: the first that is free. An issuer compares the whole address. */
export const LOGIN_PORTS = [18_787, 28_787, 38_787] as const;
