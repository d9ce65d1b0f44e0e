// What a committed state requires to happen outside: sends, timers, mail to other profiles, facts. Stored in STATE's
// `out`.
import * as z from 'zod';
import { Fact } from './facts.ts';
import { MailboxMessage } from './mailbox.ts';
import { JsonObject, Millis, ProfileId, SendChannel, TraceId } from './primitives.ts';

/** The body of a sends queue's message. sendId = hash(born, journey, entry, step, visit) (I3). */
export const SendRequest = z.object({
  v: z.literal(1),
  sendId: z.string(),
  profile: ProfileId,
  journey: z.string(),
  entry: z.int(),
  step: z.string(),
  visit: z.int(),
  channel: SendChannel,
  template: z.string(),
  purpose: z.string(),
  /** Number of the release that decided it. */
  program: z.int(),
  decidedAt: Millis,
  /** From then on it is refused(expired): 24 h after the decision. */
  expiresAt: Millis,
  /** How many provider calls before this one were proved not accepted. */
  attempt: z.int().default(0),
  /** The triggering event for the template: name, properties (values may be sealed), occurredAt. */
  event: z.object({ name: z.string(), properties: JsonObject, occurredAt: Millis }),
  /** The trace of the message that caused the decision; only for logs and the provider's tags. */
  trace: TraceId.optional(),
});
export type SendRequest = z.infer<typeof SendRequest>;

/** The body of a timers queue's message: becomes a wake message in the mailbox. */
export const Timer = z.object({ v: z.literal(1), profile: ProfileId, wakeAt: Millis });
export type Timer = z.infer<typeof Timer>;

export const Effect = z.discriminatedUnion('type', [
  z.object({ type: z.literal('send'), request: SendRequest }),
  z.object({ type: z.literal('timer'), wakeAt: Millis }),
  /** withKeys: the profile's stored wrapped keys travel along (hand-over). keys: those that came with the messages. */
  z.object({
    type: z.literal('mail'),
    to: ProfileId,
    messages: z.array(MailboxMessage),
    keys: z.record(z.string(), z.string()).optional(),
    withKeys: z.boolean().optional(),
    trace: TraceId.optional(),
  }),
  z.object({ type: z.literal('fact'), fact: Fact }),
  /** This address (mail, phone, device) now belongs to this profile. Only a device leaves its former owner with it. */
  z.object({ type: z.literal('address'), address: ProfileId, at: Millis }),
  /**
   * A consent that counts lifts the suppressions of earlier withdrawals: those up to the last one known, in the order
   * of acceptance.
   */
  z.object({
    type: z.literal('lift-block'),
    purpose: z.string(),
    channel: SendChannel,
    acceptedAt: Millis,
    index: z.int(),
  }),
  /** A withdrawal holds for the address too, in every profile that has it. */
  z.object({
    type: z.literal('block-address'),
    address: ProfileId,
    purpose: z.string(),
    channel: SendChannel,
    acceptedAt: Millis,
    index: z.int(),
  }),
]);
export type Effect = z.infer<typeof Effect>;
