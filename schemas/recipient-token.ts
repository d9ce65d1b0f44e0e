// The content of a recipient's link, signed by the vault: the profile and the permitted act, without anything that
// identifies a person.
import * as z from 'zod';
import { ProfileId, SendChannel } from './primitives.ts';

const about = {
  /** Profile. */
  p: ProfileId,
  /** sendId. */
  s: z.string(),
  /** Channel. */
  c: SendChannel,
  /** Purpose. */
  m: z.string(),
};
/** Journey and step. */
const counted = { ...about, j: z.string(), t: z.string() };

export const RecipientToken = z.discriminatedUnion('k', [
  /** Unsubscribe; the journey tells why the message came. */
  z.object({ k: z.literal('u'), ...about, j: z.string().optional() }),
  /** A click, and its target. */
  z.object({ k: z.literal('c'), ...counted, u: z.string().regex(/^https?:\/\/[^\s/]/i) }),
  /** An open. */
  z.object({ k: z.literal('o'), ...counted }),
]);
export type RecipientToken = z.infer<typeof RecipientToken>;
export type RecipientTokenOf<K extends RecipientToken['k']> = Extract<RecipientToken, { k: K }>;
