// { "trait": path, ...operators }: a trait of the profile.
import type * as z from 'zod';
import { Path } from '../primitives.ts';
import { ASKS_NOTHING, hasOperator, Operators, TYPES } from './operators.ts';

export const TraitCondition = Operators.extend({
  trait: Path.describe('Path of the trait, such as "plan" or "address.city".'),
})
  .refine(hasOperator, ASKS_NOTHING)
  .meta({
    description: `A trait of the person, by its path. ${TYPES}`,
    examples: [{ trait: 'plan', in: ['gold', 'silver'] }],
  });
export type TraitCondition = z.infer<typeof TraitCondition>;
