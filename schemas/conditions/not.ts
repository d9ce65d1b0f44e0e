// { "not": condition }: its part does not hold.
import * as z from 'zod';
import type { Condition } from '../condition.ts';

export interface NotCondition {
  not: Condition;
}

export const notCondition = (condition: z.ZodType<Condition>): z.ZodType<NotCondition> =>
  z
    .strictObject({
      not: condition.describe('The condition that must not hold, such as { "segment": "customers" }.'),
    })
    .meta({
      description: 'The condition does not hold.',
      examples: [{ not: { segment: 'customers' } }],
    });
