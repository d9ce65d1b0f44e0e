// { "consent": { "purpose", "channel" } }: whether a consent counts.
import * as z from 'zod';
import { SendChannel, Slug } from '../primitives.ts';

export const ConsentCondition = z
  .strictObject({
    consent: z
      .strictObject({
        purpose: Slug.describe('One of the purposes in program.json, such as "marketing".'),
        channel: SendChannel.describe('The channel of the consent: "email", "sms" or "push".'),
      })
      .describe('Whose consent is asked for, such as { "purpose": "marketing", "channel": "email" }.'),
  })
  .meta({
    description: 'The person has given a consent that counts, for this purpose and channel.',
    examples: [{ consent: { purpose: 'marketing', channel: 'email' } }],
  });
export type ConsentCondition = z.infer<typeof ConsentCondition>;
