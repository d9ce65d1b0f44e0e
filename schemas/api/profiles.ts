// Routes of one person's profile and history, with sealed values in their masked form.
import * as z from 'zod';
import { Touchpoint } from '../facts.ts';
import { EventContext, EventMessage, Trust } from '../mailbox.ts';
import { JsonObject, ProfileId, SendChannel } from '../primitives.ts';
import { type StepWhat, stepWhats } from '../steps/steps.ts';
import type { OperatorTable } from './route.ts';
import { NextCursor, pageQuery, Time } from './shapes.ts';

export const Profile = z
  .object({
    id: ProfileId,
    redirectedFrom: z.array(ProfileId).optional(),
    createdAt: Time,
    updatedAt: Time,
    program: z.int(),
    userId: z.string().optional(),
    traits: JsonObject,
    /** Traits that should hold an address and hold something else: no message can go there. */
    unreadable: z.array(z.string()).optional(),
    timeZone: z.string().optional(),
    locale: z.string().optional(),
    devices: z.array(z.object({ platform: z.enum(['ios', 'android']), token: z.string(), at: Time })),
    consent: z.array(
      z.object({
        purpose: z.string(),
        channel: z.string(),
        given: z.boolean(),
        at: Time.optional(),
        source: z.string().optional(),
        wording: z.string().optional(),
      }),
    ),
    blocks: z.array(
      z.object({
        channel: SendChannel,
        reason: z.enum(['withdrawn', 'bounced', 'complained']),
        purpose: z.string().optional(),
        at: Time,
      }),
    ),
    journeys: z.array(
      z.object({
        journey: z.string(),
        phase: z.enum(['waiting', 'sending', 'done']),
        entry: z.int(),
        enteredAt: Time,
        step: z.string().optional(),
        until: Time.optional(),
        goalAt: Time.optional(),
      }),
    ),
    touchpoints: z.array(Touchpoint.extend({ at: Time })),
    linked: z.array(ProfileId),
    waitsForHandOver: z.array(ProfileId).optional(),
  })
  .meta({ id: 'Profile' });
export type Profile = z.infer<typeof Profile>;

const Reason = z.object({ if: z.json(), value: z.json().optional(), held: z.boolean() });
/** Of every journey, whatever its steps. */
const JOURNEY_WHATS = ['entered', 'not-entered', 'waits', 'exited', 'finished', 'goal'] as const;

/** The decision of a journey, apart from `journey`. */
const decided = {
  entry: z.int(),
  what: z.enum([...JOURNEY_WHATS, ...(Object.values(stepWhats).flat() as StepWhat[])]),
  step: z.string().optional(),
  next: z.string().optional(),
  until: Time.optional(),
  sendId: z.string().optional(),
  template: z.string().optional(),
  channel: z.string().optional(),
  reason: z.string().optional(),
  why: z.array(Reason).optional(),
  event: z.string().optional(),
  times: z.int().optional(),
  program: z.int().optional(),
};
const ofSend = { sendId: z.string(), step: z.string(), channel: z.string() };
const outcome = { ...ofSend, status: z.string(), reason: z.string().optional() };
const receipt = { ...ofSend, event: z.string(), bot: z.boolean().optional() };

const sealed = z.string().optional();
const Event = EventMessage.omit({ type: true }).extend({
  occurredAt: Time,
  acceptedAt: Time,
  clientAt: Time.nullable(),
  userId: sealed,
  context: EventContext.extend({
    device: z.object({ type: z.string().optional(), token: sealed }).optional(),
    ip: sealed,
    page: z
      .object({
        path: z.string().optional(),
        referrer: z.string().optional(),
        title: z.string().optional(),
        search: sealed,
        url: z.string().optional(),
      })
      .optional(),
  }),
});

/** `profile`: another one that this one took over. */
const Happened = z.object({ at: Time, text: z.string(), profile: ProfileId.optional() });
export const TimelineItem = z.discriminatedUnion('type', [
  Happened.extend({
    type: z.literal('event'),
    hash: z.string(),
    event: Event,
    source: z.enum(['released', 'hand-over']).optional(),
  }),
  Happened.extend({ type: z.literal('journey'), journey: z.string(), ...decided }),
  Happened.extend({ type: z.literal('outcome'), journey: z.string(), ...outcome }),
  Happened.extend({ type: z.literal('receipt'), journey: z.string(), ...receipt }),
  Happened.extend({
    type: z.literal('consent'),
    purpose: z.string(),
    channel: z.string(),
    given: z.boolean(),
    counts: z.boolean(),
    source: z.string().optional(),
    wording: z.string().optional(),
  }),
  Happened.extend({
    type: z.literal('linked'),
    from: ProfileId.optional(),
    to: ProfileId.optional(),
    moved: z.literal(false).optional(),
  }),
  Happened.extend({ type: z.literal('quarantined'), id: z.string(), reason: z.string() }),
]);
export type TimelineItem = z.infer<typeof TimelineItem>;

/** The event that caused a decision: its content, and who vouched for it. */
export const WhySource = z.object({
  event: z.string(),
  id: z.string(),
  occurredAt: Time,
  acceptedAt: Time,
  trust: Trust,
  properties: JsonObject,
});
export type WhySource = z.infer<typeof WhySource>;

const DecisionBase = z.object({ at: Time, text: z.string() });
export const WhyDecision = z.discriminatedUnion('what', [
  DecisionBase.extend({ ...decided, source: WhySource.optional() }),
  DecisionBase.extend({ what: z.literal('outcome'), ...outcome }),
  DecisionBase.extend({ what: z.literal('receipt'), ...receipt }),
]);
export type WhyDecision = z.infer<typeof WhyDecision>;

/** A consent or a withdrawal as it came in; `counts`: whether a consent counted from then on. */
export const WhyConsent = z.object({
  at: Time,
  text: z.string(),
  purpose: z.string(),
  channel: z.string(),
  given: z.boolean(),
  counts: z.boolean(),
  source: z.string().optional(),
  wording: z.string().optional(),
});
export type WhyConsent = z.infer<typeof WhyConsent>;

export const Why = z.object({
  profile: ProfileId,
  journeys: z.array(
    z.object({
      journey: z.string(),
      rule: z.string().optional(),
      /** Why it decided nothing, if it decided nothing. */
      text: z.string().optional(),
      decisions: z.array(WhyDecision),
    }),
  ),
  /** For the purposes of these journeys, oldest first. */
  consent: z.array(WhyConsent),
  /** False: the history is longer than the part that was searched. */
  complete: z.boolean(),
});
export type Why = z.infer<typeof Why>;

const LiftBody = z.strictObject({
  channel: SendChannel,
  what: z.enum(['bounced', 'complained']),
  reason: z.string().trim().min(1, 'say why').max(1000),
});

export const profileRoutes = {
  'GET /v1/profiles/{address}': {
    duty: 'read',
    summary: 'A profile, by any identifier',
    answer: Profile,
  },
  'GET /v1/profiles/{address}/timeline': {
    duty: 'read',
    summary: 'What happened to a profile, newest first',
    query: pageQuery(500),
    answer: z.object({ profile: ProfileId, items: z.array(TimelineItem), cursor: NextCursor }),
  },
  'GET /v1/profiles/{address}/why': {
    duty: 'read',
    summary: 'Why a person got a message, or did not',
    query: z.object({ journey: z.string().max(64).optional() }),
    answer: Why,
  },
  'POST /v1/profiles/{address}/suppressions/lift': {
    duty: 'suppressions',
    summary: 'Lift a bounce, or a complaint that a consent followed, with a reason that stays in the history',
    body: LiftBody,
    answer: z.object({ profile: ProfileId, lifted: z.int() }),
  },
} as const satisfies OperatorTable;
