// { "property": path, ...operators }: a property of the triggering event.
import type * as z from 'zod';
import { Path } from '../primitives.ts';
import { ASKS_NOTHING, hasOperator, Operators, TYPES } from './operators.ts';

export const PropertyCondition = Operators.extend({
  property: Path.describe(
    'Path of the property, such as "price", or "products.0.sku" for the first entry of a list.',
  ),
})
  .refine(hasOperator, ASKS_NOTHING)
  .meta({
    description: `A property of the triggering event, by its path. ${TYPES}`,
    examples: [{ property: 'price', gte: 20 }],
  });
export type PropertyCondition = z.infer<typeof PropertyCondition>;
