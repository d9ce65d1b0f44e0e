// { "any": [...] }: at least one part holds.
import * as z from 'zod';
import type { Condition } from '../condition.ts';

export interface AnyCondition {
  any: Condition[];
}

export const anyCondition = (condition: z.ZodType<Condition>): z.ZodType<AnyCondition> =>
  z
    .strictObject({
      any: z
        .array(condition)
        .min(1)
        .max(50)
        .describe(
          'The conditions of which one has to hold, such as [{ "reachable": "push" }, { "reachable": "sms" }].',
        ),
    })
    .meta({
      description: 'At least one of these conditions holds.',
      examples: [{ any: [{ reachable: 'push' }, { reachable: 'sms' }] }],
    });
