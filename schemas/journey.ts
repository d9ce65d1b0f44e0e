// A journey as marketers write it (journeys/<id>.json): how a profile enters, what happens to it, how it leaves.
import * as z from 'zod';
import { Condition } from './condition.ts';
import { Entry } from './entries/entries.ts';
import { Duration, EventName, Slug, StepId } from './primitives.ts';
import { Step } from './steps/steps.ts';

export const Journey = z.strictObject({
  $schema: z.string().optional(),
  id: Slug,
  description: z
    .string()
    .optional()
    .meta({
      description: 'Why a person gets its messages. Recipients read it on the unsubscribe page.',
      examples: ['You put something into your cart and have not ordered it yet'],
    }),
  purpose: Slug,
  enter: Entry,
  /** Reached if the event occurs within this time after entry; it does not end the journey by itself. */
  goal: z.strictObject({ on: EventName, if: Condition.optional(), within: Duration.optional() }).optional(),
  exit: z
    .array(z.strictObject({ on: EventName, if: Condition.optional() }))
    .max(20)
    .optional(),
  start: StepId,
  steps: z.record(StepId, Step),
  /**
   * `finish`: profiles inside finish the version they entered; `move`: they continue in this one if their step still
   * exists.
   */
  inside: z.enum(['finish', 'move']).default('finish'),
});
export type Journey = z.infer<typeof Journey>;
