// { "consent": { "purpose", "channel" } }: whether a consent counts.
import * as z from 'zod';
import { SendChannel, Slug } from '../primitives.ts';

export const ConsentCondition = z
  .strictObject({
    consent: z.strictObject({ purpose: Slug, channel: SendChannel }),
  })
  .meta({
    description: 'The person has given a consent that counts, for this purpose and channel.',
    examples: [{ consent: { purpose: 'marketing', channel: 'email' } }],
  });
export type ConsentCondition = z.infer<typeof ConsentCondition>;
