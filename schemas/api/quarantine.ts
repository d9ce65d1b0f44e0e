// Routes of the quarantine.
import * as z from 'zod';
import type { OperatorTable } from './route.ts';
import { NextCursor, pageQuery, Time } from './shapes.ts';

const Item = z.object({
  id: z.string(),
  at: Time,
  source: z.string(),
  type: z.string().optional(),
  event: z.string().optional(),
  pointer: z.string(),
  detail: z.string(),
  releasedAt: Time.optional(),
  opened: z
    .array(z.object({ by: z.string(), at: Time }))
    .optional()
    .meta({ description: 'Who read what it holds, oldest first' }),
});
export type QuarantineItem = z.infer<typeof Item>;

export const quarantineRoutes = {
  'GET /v1/quarantine': {
    duty: 'read',
    summary: 'What could not be taken in, newest first',
    query: pageQuery(500),
    answer: z.object({ items: z.array(Item), cursor: NextCursor }),
  },
  'GET /v1/quarantine/{id}': {
    duty: 'open',
    summary: 'Something quarantined in plain; who opens it is recorded',
    answer: Item.extend({
      from: z.enum(['intake', 'mailbox', 'body', 'reply']).meta({
        description:
          'What `body` is: a call, a mailbox message, text that is neither, or the reply of a person',
      }),
      body: z.json().meta({ description: 'Of a call: to be mended and sent as `mended`' }),
    }),
  },
  'POST /v1/quarantine/{id}/release': {
    duty: 'edit',
    summary: 'Post something quarantined again, as it was or mended',
    /** `mended` replaces what was posted; without it the original is tried again. */
    body: z.object({ mended: z.record(z.string(), z.json()).optional() }).default({}),
    answer: z.object({ id: z.string(), accepted: z.int() }),
  },
} as const satisfies OperatorTable;
