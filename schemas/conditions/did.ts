// { "did": event, ... }: how often something happened, in a window or ever.
import * as z from 'zod';
import type { Condition } from '../condition.ts';
import { Duration, Path } from '../primitives.ts';

const Times = z
  .strictObject({
    eq: z.int().min(0).describe('Exactly so often, such as 3; 0 is never.'),
    gt: z.int().min(0).describe('More often than this, such as 3.'),
    gte: z.int().min(0).describe('At least so often, such as 3.'),
    lt: z.int().min(0).describe('Less often than this, such as 3.'),
    lte: z.int().min(0).describe('At most so often, such as 3.'),
  })
  .partial();

export interface DidCondition {
  did: string;
  where?: Condition;
  same?: string;
  times?: z.infer<typeof Times>;
  within?: string;
}

export const didCondition = (condition: z.ZodType<Condition>): z.ZodType<DidCondition> =>
  z
    .strictObject({
      did: z
        .string()
        .min(1)
        .max(200)
        .describe('Name of the event that is counted, such as "Order Completed".'),
      where: condition
        .optional()
        .describe(
          'Which of these events count, by their own properties, such as { "property": "revenue", "gte": 50 }. All of them if it is absent.',
        ),
      same: Path.optional().describe(
        'Counts only events with the same value at this path as the triggering event, such as "product_id".',
      ),
      times: Times.optional().describe('How often, such as { "gte": 3 }. At least once if it is absent.'),
      within: Duration.optional().describe('How far back, such as "P7D" for a week. Ever, if it is absent.'),
    })
    .meta({
      description:
        'The person did this so often: at least once where times is absent, ever where within is absent. For same, 123 and "123" are one value.',
      examples: [{ did: 'Product Viewed', same: 'product_id', times: { gte: 3 }, within: 'PT10M' }],
    });
