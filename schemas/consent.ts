// What a consent event says: for which purpose, on which channels, how it was asked.
import * as z from 'zod';

const INBORN = Object.getOwnPropertyNames(Object.prototype).join('|');
const NOT_INBORN = new RegExp(`^(?!(?:${INBORN})$)`);

/** Without channels it speaks of all of them. A purpose is a key of plain objects: no name that all of them have from birth. */
export const ConsentProperties = z.object({
  purpose: z.string().min(1).max(64).regex(NOT_INBORN),
  channels: z.array(z.string()).max(20).optional(),
  source: z.string().max(500).optional(),
  wording: z.string().max(5000).optional(),
});
export type ConsentProperties = z.infer<typeof ConsentProperties>;
