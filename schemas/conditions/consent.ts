// { "consent": { "purpose", "channel" } }: whether a consent counts.
import * as z from 'zod';
import { SendChannel, Slug } from '../primitives.ts';

export const ConsentCondition = z.strictObject({
  consent: z.strictObject({ purpose: Slug, channel: SendChannel }),
});
export type ConsentCondition = z.infer<typeof ConsentCondition>;
