// Operators on one value, shared by conditions on a property or a trait.
import * as z from 'zod';

const Scalar = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);
const Ordered = z.union([z.number(), z.string().max(1000)]);

const INSTANT = 'a date such as 2026-12-24, or a time such as 2026-12-24T18:00:00Z';
const Instant = z.iso.datetime({ offset: true, error: INSTANT }).or(z.iso.date(INSTANT));

/** Operators on one value. Several in one condition must all hold. */
export const Operators = z.strictObject({
  eq: Scalar.optional().describe('Equal to this, such as "gold", 3 or true. A number never equals a text.'),
  ne: Scalar.optional().describe('Not equal to this, such as "gold". Also holds where there is no value.'),
  in: z
    .array(Scalar)
    .min(1)
    .max(1000)
    .optional()
    .describe('Equal to one of these, such as ["gold", "silver"].'),
  notIn: z
    .array(Scalar)
    .min(1)
    .max(1000)
    .optional()
    .describe('Equal to none of these, such as ["gold", "silver"]. Also holds where there is no value.'),
  gt: Ordered.optional().describe(
    'Greater than this, such as 20. Numbers compare with numbers, texts with texts.',
  ),
  gte: Ordered.optional().describe(
    'Greater than this or equal, such as 20. Numbers compare with numbers, texts with texts.',
  ),
  lt: Ordered.optional().describe(
    'Less than this, such as 20. Numbers compare with numbers, texts with texts.',
  ),
  lte: Ordered.optional().describe(
    'Less than this or equal, such as 20. Numbers compare with numbers, texts with texts.',
  ),
  contains: Scalar.optional().describe(
    'A text that contains this, or a list with this entry, such as "shoes".',
  ),
  startsWith: z.string().optional().describe('A text that begins with this, such as "DE-".'),
  matches: z
    .string()
    .max(500)
    .optional()
    .describe('An RE2 regular expression that matches anywhere in the text, such as "^DE-[0-9]+$".'),
  exists: z.boolean().optional().describe('true: there is a value; false: there is none, or null.'),
  before: Instant.optional().describe(
    'A time before this one, such as "2026-12-24" or "2026-12-24T18:00:00Z".',
  ),
  after: Instant.optional().describe(
    'A time after this one, such as "2026-12-24" or "2026-12-24T18:00:00Z".',
  ),
});
export type Operators = z.infer<typeof Operators>;

/** A condition that names a value but has no operator is a mistake. */
export const hasOperator = (c: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(c).some((name) => name in Operators.shape);
export const ASKS_NOTHING = 'needs an operator such as eq';

/** How values of different JSON types are compared, for the descriptions of conditions on one value. */
export const TYPES =
  'A text that writes a number or a boolean ("25.00", "true") is compared as that where the other side is one, and is ordered as a number where both sides write one; two texts are equal only letter by letter.';
