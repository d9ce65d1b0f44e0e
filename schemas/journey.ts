// A journey as marketers write it (journeys/<id>.json): how a profile enters, what happens to it, how it leaves.
import * as z from 'zod';
import { Condition } from './condition.ts';
import { Entry } from './entries/entries.ts';
import { Duration, EventName, SchemaLink, Slug, StepId } from './primitives.ts';
import { Step } from './steps/steps.ts';

export const Journey = z.strictObject({
  $schema: SchemaLink,
  id: Slug.describe('Id of the journey, and the name of its file without .json, such as "cart-reminder".'),
  description: z
    .string()
    .optional()
    .describe(
      'Why a person gets its messages, such as "You put something into your cart and have not ordered it yet". Recipients read it on the unsubscribe page.',
    ),
  purpose: Slug.describe(
    'The purpose of its messages, one of those in program.json such as "marketing". Only people who consented to it get them.',
  ),
  enter: Entry.describe(
    'How people enter: on an event, or when a condition turns true, such as { "on": "Product Added" } or { "when": { "reachable": "email" } }.',
  ),
  goal: z
    .strictObject({
      on: EventName.describe('The event that reaches the goal, such as "Order Completed".'),
      if: Condition.optional().describe(
        'What has to hold of that event, such as { "property": "revenue", "gte": 50 }. Any such event counts if it is absent.',
      ),
      within: Duration.optional().describe(
        'How long after the entry the event still counts, such as "P3D" for three days. Without it there is no limit.',
      ),
    })
    .optional()
    .describe(
      'What the journey is to bring about: counted when its event happens in time. Reaching it does not end the journey; "exit" does.',
    ),
  exit: z
    .array(
      z.strictObject({
        on: EventName.describe('The event that ends the journey for a person, such as "Order Completed".'),
        if: Condition.optional().describe(
          'What has to hold of that event, such as { "property": "revenue", "gte": 50 }. Any such event ends it if it is absent.',
        ),
      }),
    )
    .max(20)
    .optional()
    .describe(
      'Events that end the journey for a person at whatever step, such as [{ "on": "Order Completed" }]. Only events after the entry count.',
    ),
  start: StepId.describe('Id of the first step, such as "pause".'),
  steps: z
    .record(StepId, Step)
    .describe(
      'The steps by their ids, such as { "pause": { "wait": "PT1H", "next": "mail" } }. They lead forward; a step without "next" ends the journey.',
    ),
  inside: z
    .enum(['finish', 'move'])
    .default('finish')
    .describe(
      'What publishing a change does to people inside: "finish" (the default) lets them finish the version that they entered, "move" has them go on in the new one if their step is still there.',
    ),
});
export type Journey = z.infer<typeof Journey>;
