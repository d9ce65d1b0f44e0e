// { "did": event, ... }: how often something happened, in a window or ever.
import * as z from 'zod';
import type { Condition } from '../condition.ts';
import { Duration, Path } from '../primitives.ts';

const Times = z
  .strictObject({
    eq: z.int().min(0),
    gt: z.int().min(0),
    gte: z.int().min(0),
    lt: z.int().min(0),
    lte: z.int().min(0),
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
      /** Event name. */
      did: z.string().min(1).max(200),
      /** Which of them count; sees only the counted event's own properties. */
      where: condition.optional(),
      /** Count only those with the triggering event's value at this path. */
      same: Path.optional(),
      /** How many; at least one if absent. */
      times: Times.optional(),
      /** How far back; unlimited if absent. */
      within: Duration.optional(),
    })
    .meta({
      description:
        'The person did this so often: at least once where times is absent, ever where within is absent. For same, 123 and "123" are one value.',
      examples: [{ did: 'Product Viewed', same: 'product_id', times: { gte: 3 }, within: 'PT10M' }],
    });
