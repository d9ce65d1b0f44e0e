// The content of a consent event: its purpose, its channels, and how consent was asked for.
import * as z from 'zod';

const INBORN = Object.getOwnPropertyNames(Object.prototype).join('|');
const NOT_INBORN = new RegExp(`^(?!(?:${INBORN})$)`);

/**
 * Without channels it applies to all of them. A purpose becomes a key of plain objects, so it must not be a name that
 * every object inherits.
 */
export const ConsentProperties = z.object({
  purpose: z.string().min(1).max(64).regex(NOT_INBORN),
  channels: z.array(z.string()).max(20).optional(),
  source: z.string().max(500).optional(),
  wording: z.string().max(5000).optional(),
});
export type ConsentProperties = z.infer<typeof ConsentProperties>;
