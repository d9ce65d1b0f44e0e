// { "sample": percent, "salt": text }: whether the profile is in this percentage of all profiles.
import * as z from 'zod';

export const SampleCondition = z
  .strictObject({
    sample: z.number().min(0).max(100).describe('How many per cent of all people, such as 10.'),
    salt: z
      .string()
      .min(1)
      .max(64)
      .describe('Any word, such as "autumn". Conditions with the same salt select the same people.'),
  })
  .meta({
    description: 'The person is among this percentage of all people: always the same ones for the same salt.',
    examples: [{ sample: 10, salt: 'autumn' }],
  });
export type SampleCondition = z.infer<typeof SampleCondition>;
