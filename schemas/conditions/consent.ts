// { "consent": { "purpose", "channel" } }: whether there is a consent that counts.
import * as z from 'zod';
import { SendChannel, Slug } from '../primitives.ts';

export const ConsentCondition = z.strictObject({
  consent: z.strictObject({ purpose: Slug, channel: SendChannel }),
});
export type ConsentCondition = z.infer<typeof ConsentCondition>;
