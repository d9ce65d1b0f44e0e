// What an admin sends about write keys.
import * as z from 'zod';
import { Duration, pageLimit } from './primitives.ts';

const OVERLAP_MAX_DAYS = 90;
const PER_DAY: Readonly<Record<string, number>> = { W: 1 / 7, D: 1, H: 24, M: 1440, S: 86_400 };

function withinOverlap(duration: string): boolean {
  const parts = [...duration.matchAll(/(\d+)([WDHMS])/g)];
  return (
    parts.reduce((days, [, n, unit = '']) => days + Number(n) / (PER_DAY[unit] ?? 1), 0) <= OVERLAP_MAX_DAYS
  );
}

export const CreateKeyBody = z.strictObject({
  scope: z.enum(['server', 'browser'], 'server (everything) or browser (events about its own sender)'),
  name: z.string('what uses it, such as "shop backend"').trim().min(1, 'what uses it').max(100),
});
export const RotateKeyBody = z.strictObject({
  /** How long the old key goes on working: until every sender has changed over. */
  overlap: Duration.refine(withinOverlap, 'at most P90D').default('PT24H'),
});
export const ListKeysQuery = z.object({
  limit: pageLimit(100),
  cursor: z.string().max(100).optional(),
});
