// The messages in a profile's mailbox (SQS FIFO, group = profile id). Everything that happens to a profile is one of
// these.
import * as z from 'zod';
import { JsonObject, Millis, ProfileId, SendChannel, TraceId } from './primitives.ts';

/**
 * A value sealed at the door (I9): `k` key id, `c` base64 of iv + ciphertext + tag (AES-256-GCM),
 * `h` keyed hash for matching, `m` masked form for display, `x` derived attribute (mail domain, phone country),
 * `unreadable`: under a name of an address, and none; nothing is sent to it.
 */
export const Sealed = z.object({
  $sealed: z.object({ k: z.string(), c: z.string(), h: z.string() }),
  m: z.string(),
  x: z.string().optional(),
  unreadable: z.literal(true).optional(),
});
export type Sealed = z.infer<typeof Sealed>;

/** Wrapped data keys by key id, for the sealed values of an envelope. */
export const WrappedKeys = z.record(z.string(), z.string());
export type WrappedKeys = z.infer<typeof WrappedKeys>;

/** Who vouches for an event: decides what it may change (consent of others, revenue, server-set addresses). */
export const Trust = z.enum(['server', 'browser', 'recipient', 'provider', 'operator']);
export type Trust = z.infer<typeof Trust>;

export const EventContext = z.object({
  campaign: z
    .object({
      name: z.string(),
      source: z.string(),
      medium: z.string(),
      term: z.string(),
      content: z.string(),
    })
    .partial()
    .optional(),
  device: z.object({ type: z.string().optional(), token: Sealed.optional() }).optional(),
  timezone: z.string().optional(),
  locale: z.string().optional(),
  ip: Sealed.optional(),
  page: z
    .object({
      path: z.string().optional(),
      referrer: z.string().optional(),
      title: z.string().optional(),
      search: Sealed.optional(),
      url: z.string().optional(),
    })
    .optional(),
  userAgent: z.string().optional(),
  /** Segment's context.consent.categoryPreferences. */
  consent: z.record(z.string(), z.boolean()).optional(),
});
export type EventContext = z.infer<typeof EventContext>;

/** An id that the door made, because the sender gave none: `key` is the same event for `within` ms, and then another. */
export const DerivedId = z.object({ key: z.string(), within: z.int() });
export type DerivedId = z.infer<typeof DerivedId>;

export const EventMessage = z.object({
  type: z.literal('event'),
  /** The messageId: the key of I2. */
  id: z.string(),
  /** Absent: the id was given, and is the same event for ever. */
  derived: DerivedId.optional(),
  kind: z.enum(['track', 'identify', 'page', 'screen', 'group', 'alias']),
  /** The event name of a track; for other kinds the kind itself. */
  name: z.string(),
  /** The event's own time, skew-corrected, never after acceptedAt. */
  occurredAt: Millis,
  acceptedAt: Millis,
  /** Index in its request: together with acceptedAt the order of consent (I4). */
  index: z.int(),
  /** The raw client timestamp, null if there was none (I2). */
  clientAt: Millis.nullable(),
  trust: Trust,
  userId: Sealed.optional(),
  /** The anonymous profile that, according to this event, is the same person. */
  anonymous: ProfileId.optional(),
  /** Address ids (e-, p-) of mail addresses and phone numbers in traits, for look-up. */
  addresses: z.array(ProfileId).optional(),
  properties: JsonObject,
  traits: JsonObject,
  context: EventContext,
});
export type EventMessage = z.infer<typeof EventMessage>;

export const WakeMessage = z.object({ type: z.literal('wake'), id: z.string(), wakeAt: Millis });
export type WakeMessage = z.infer<typeof WakeMessage>;

/** The outcome of a send (I3), from the sender to the journey. */
export const OutcomeMessage = z.object({
  type: z.literal('outcome'),
  id: z.string(),
  sendId: z.string(),
  journey: z.string(),
  entry: z.int(),
  step: z.string(),
  visit: z.int(),
  template: z.string().optional(),
  channel: SendChannel,
  status: z.enum(['sent', 'failed', 'unknown', 'refused']),
  /** refused: a Refusal of lib/domain/message/refusal.ts; failed: the provider's reason. */
  reason: z.string().optional(),
  /** refused(window): when the window opens. */
  retryAt: Millis.optional(),
  at: Millis,
});
export type OutcomeMessage = z.infer<typeof OutcomeMessage>;

/** What a provider or a recipient's client reported about a send. */
export const ReceiptMessage = z.object({
  type: z.literal('receipt'),
  id: z.string(),
  sendId: z.string(),
  event: z.enum([
    'sent',
    'delivered',
    'bounced',
    'soft-bounced',
    'complained',
    /** A report of the mailbox provider that is no complaint: not spam, an authentication failure, a virus. */
    'feedback',
    'opened',
    'clicked',
    'rejected',
    'undeliverable',
  ]),
  channel: SendChannel,
  journey: z.string(),
  step: z.string(),
  /** Absent if only a link identified the message. */
  template: z.string().optional(),
  /** True for scanners and prefetchers: counted separately, no touchpoint. */
  bot: z.boolean().optional(),
  /** Keyed hash of the address that bounced or complained. */
  address: z.string().optional(),
  url: z.string().optional(),
  at: Millis,
  acceptedAt: Millis,
});
export type ReceiptMessage = z.infer<typeof ReceiptMessage>;

/** Tells an anonymous profile which user it is. It replies with a hand-over and becomes a redirect. */
export const LinkMessage = z.object({
  type: z.literal('link'),
  id: z.string(),
  to: ProfileId,
  acceptedAt: Millis,
});
export type LinkMessage = z.infer<typeof LinkMessage>;

/**
 * From a profile that became a redirect to its survivor: its complete state. `moved` false: nothing to hand over
 * (again).
 */
export const HandOverMessage = z.object({
  type: z.literal('hand-over'),
  id: z.string(),
  from: ProfileId,
  moved: z.boolean(),
  /** A ProfileState of lib/domain/profile/state.ts without its mailbox bookkeeping. */
  state: JsonObject.optional(),
});
export type HandOverMessage = z.infer<typeof HandOverMessage>;

export const MailboxMessage = z.discriminatedUnion('type', [
  EventMessage,
  WakeMessage,
  OutcomeMessage,
  ReceiptMessage,
  LinkMessage,
  HandOverMessage,
]);
export type MailboxMessage = z.infer<typeof MailboxMessage>;

/** The body of one mailbox message: one request's events for one profile travel together. */
export const Envelope = z.object({
  v: z.literal(1),
  profile: ProfileId,
  keys: WrappedKeys,
  messages: z.array(MailboxMessage).min(1),
  /** The trace of the request, wake or receipt that caused it. For logs alone; no decision uses it. */
  trace: TraceId.optional(),
});
export type Envelope = z.infer<typeof Envelope>;
