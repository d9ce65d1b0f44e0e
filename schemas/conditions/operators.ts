// Operators on one value, shared by conditions on a property or a trait.
import * as z from 'zod';

const Scalar = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);
const Ordered = z.union([z.number(), z.string().max(1000)]);

/** Operators on one value. Several in one condition must all hold. */
export const Operators = z.strictObject({
  eq: Scalar.optional(),
  ne: Scalar.optional(),
  in: z.array(Scalar).min(1).max(1000).optional(),
  notIn: z.array(Scalar).min(1).max(1000).optional(),
  gt: Ordered.optional(),
  gte: Ordered.optional(),
  lt: Ordered.optional(),
  lte: Ordered.optional(),
  contains: Scalar.optional(),
  startsWith: z.string().optional(),
  /** An RE2 regular expression, matched anywhere in the value. */
  matches: z.string().max(500).optional(),
  exists: z.boolean().optional(),
  before: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
  after: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
});
export type Operators = z.infer<typeof Operators>;

/** A condition that names a value but has no operator is a mistake. */
export const hasOperator = (c: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(c).some((name) => name in Operators.shape);
export const ASKS_NOTHING = 'needs an operator such as eq';

/** How values of different JSON types are compared, for the descriptions of conditions on one value. */
export const TYPES =
  'A text that writes a number or a boolean ("25.00", "true") is compared as that where the other side is one, and is ordered as a number where both sides write one; two texts are equal only letter by letter.';
