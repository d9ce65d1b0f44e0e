// What an admin sends about write keys.
import * as z from 'zod';
import { Duration } from './primitives.ts';

export const CreateKeyBody = z.strictObject({
  scope: z.enum(['server', 'browser'], 'server (everything) or browser (events about its own sender)'),
  name: z.string('what uses it, such as "shop backend"').trim().min(1, 'what uses it').max(100),
});
export const RotateKeyBody = z.strictObject({
  /** How long the old key goes on working. */
  overlap: Duration.default('PT24H'),
});
export const ListKeysQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(100).optional(),
});
