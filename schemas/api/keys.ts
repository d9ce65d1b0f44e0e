// Routes of write keys. Only the response that creates a key contains it.
import * as z from 'zod';
import { AnyDuration } from '../primitives.ts';
import type { OperatorTable } from './route.ts';
import { NextCursor, pageQuery, Time } from './shapes.ts';

const OVERLAP_MAX_DAYS = 90;
const PER_DAY: Readonly<Record<string, number>> = { W: 1 / 7, D: 1, H: 24, M: 1440, S: 86_400 };

function withinOverlap(duration: string): boolean {
  const parts = [...duration.matchAll(/(\d+)([WDHMS])/g)];
  return (
    parts.reduce((days, [, n, unit = '']) => days + Number(n) / (PER_DAY[unit] ?? 1), 0) <= OVERLAP_MAX_DAYS
  );
}

const CreateBody = z.strictObject({
  scope: z.enum(['server', 'browser'], 'server (everything) or browser (events about its own sender)'),
  name: z.string('what uses it, such as "shop backend"').trim().min(1, 'what uses it').max(100),
});
const RotateBody = z.strictObject({
  /** How long the old key stays valid, until every sender has switched. */
  overlap: AnyDuration.refine(withinOverlap, 'at most P90D').default('PT24H'),
});

const WriteKey = z
  .object({
    id: z.string(),
    scope: z.enum(['server', 'browser']),
    name: z.string(),
    last: z.string().meta({ description: "The key's last characters, to tell it by" }),
    createdAt: Time,
    createdBy: z.string(),
    revokedAt: Time.optional().meta({ description: 'When it stopped, or will stop, working' }),
    replacedBy: z.string().optional().meta({ description: 'Id of the key that takes its place' }),
    works: z.boolean(),
  })
  .meta({ id: 'WriteKey' });
export type WriteKey = z.infer<typeof WriteKey>;
const Created = WriteKey.extend({ key: z.string().meta({ description: 'The key itself: shown this once' }) });
export type CreatedKey = z.infer<typeof Created>;

export const keyRoutes = {
  'GET /v1/keys': {
    duty: 'keys',
    summary: 'Write keys, without the keys themselves',
    query: pageQuery(100),
    answer: z.object({ keys: z.array(WriteKey), cursor: NextCursor }),
  },
  'POST /v1/keys': {
    duty: 'keys',
    summary: 'Make a write key; the answer is the only place where it stands',
    body: CreateBody,
    answer: Created,
  },
  'POST /v1/keys/{id}/rotate': {
    duty: 'keys',
    summary: 'Make a key that takes the place of this one, once; this one ends after the overlap',
    body: RotateBody.default({ overlap: 'PT24H' }),
    answer: Created.extend({ replaces: WriteKey }),
  },
  'DELETE /v1/keys/{id}': {
    duty: 'keys',
    summary: 'Revoke a write key: it is refused within a minute',
    answer: WriteKey,
  },
} as const satisfies OperatorTable;
