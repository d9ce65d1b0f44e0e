// A journey as marketers write it (journeys/<id>.json): how a profile enters, what happens to it, how it leaves.
import * as z from 'zod';
import { Condition } from './condition.ts';
import { Duration, SendChannel, Slug } from './primitives.ts';

export const StepId = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}$/);
const EventName = z.string().min(1).max(200);

export const WaitStep = z.strictObject({ wait: Duration, next: StepId.optional() });
export const BranchStep = z.strictObject({
  branch: z
    .array(z.strictObject({ if: Condition, next: StepId }))
    .min(1)
    .max(20),
  else: StepId.optional(),
});
export const SendStep = z.strictObject({ send: SendChannel, template: Slug, next: StepId.optional() });
export const Step = z.union([WaitStep, BranchStep, SendStep]);
export type Step = z.infer<typeof Step>;

const Reenter = z.strictObject({ after: Duration });

export const EventEntry = z.strictObject({
  on: EventName,
  if: Condition.optional(),
  /** Absent: a profile enters once. */
  reenter: Reenter.optional(),
  /** Events older than this at acceptance enter nothing. */
  maxAge: Duration.default('PT24H'),
});
/** Entered when the condition turns true. */
export const WhenEntry = z.strictObject({
  when: Condition,
  reenter: Reenter.optional(),
  maxAge: Duration.default('PT24H'),
});

export const Journey = z.strictObject({
  $schema: z.string().optional(),
  id: Slug,
  description: z.string().optional(),
  purpose: Slug,
  enter: z.union([EventEntry, WhenEntry]),
  /** Counted as reached when the event comes within this time of entry; it does not end the journey by itself. */
  goal: z.strictObject({ on: EventName, if: Condition.optional(), within: Duration.optional() }).optional(),
  exit: z
    .array(z.strictObject({ on: EventName, if: Condition.optional() }))
    .max(20)
    .optional(),
  start: StepId,
  steps: z.record(StepId, Step),
  /** `finish`: profiles inside finish the version they entered; `move`: they go on in this one where their step still exists. */
  inside: z.enum(['finish', 'move']).default('finish'),
});
export type Journey = z.infer<typeof Journey>;
