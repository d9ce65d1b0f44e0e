// { "all": [...] }: every part holds.
import * as z from 'zod';
import type { Condition } from '../condition.ts';

export interface AllCondition {
  all: Condition[];
}

export const allCondition = (condition: z.ZodType<Condition>): z.ZodType<AllCondition> =>
  z
    .strictObject({
      all: z
        .array(condition)
        .min(1)
        .max(50)
        .describe(
          'The conditions that all have to hold, such as [{ "trait": "plan", "eq": "gold" }, { "reachable": "sms" }].',
        ),
    })
    .meta({
      description: 'Every one of these conditions holds.',
      examples: [
        {
          all: [
            { property: 'price', gte: 20 },
            { trait: 'plan', eq: 'gold' },
          ],
        },
      ],
    });
