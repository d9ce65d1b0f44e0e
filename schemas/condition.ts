// What marketers write as a condition: on the triggering event, on traits, on past behaviour, on reachability.
import * as z from 'zod';
import { Duration, Path, SendChannel, Slug } from './primitives.ts';

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
  /** An RE2 regular expression, found anywhere in the value. */
  matches: z.string().max(500).optional(),
  exists: z.boolean().optional(),
  before: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
  after: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
});
export type Operators = z.infer<typeof Operators>;

const Times = z
  .strictObject({
    eq: z.int().min(0),
    gt: z.int().min(0),
    gte: z.int().min(0),
    lt: z.int().min(0),
    lte: z.int().min(0),
  })
  .partial();

const hasOperator = (c: Record<string, unknown>) =>
  Object.keys(c).some((k) => k !== 'property' && k !== 'trait');

export const PropertyCondition = Operators.extend({ property: Path }).refine(
  hasOperator,
  'needs an operator such as eq',
);
export const TraitCondition = Operators.extend({ trait: Path }).refine(
  hasOperator,
  'needs an operator such as eq',
);

export type Condition =
  | z.infer<typeof PropertyCondition>
  | z.infer<typeof TraitCondition>
  | { did: string; where?: Condition; same?: string; times?: z.infer<typeof Times>; within?: string }
  | { segment: string }
  | { reachable: SendChannel }
  | { consent: { purpose: string; channel: SendChannel } }
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition };

export const DidCondition = z.strictObject({
  /** Event name. */
  did: z.string().min(1).max(200),
  /** Which of them count; looks at the counted event's own properties. */
  get where(): z.ZodOptional<z.ZodType<Condition>> {
    return Condition.optional();
  },
  /** Count only those with the triggering event's value at this path. */
  same: Path.optional(),
  /** How many; at least one where absent. */
  times: Times.optional(),
  /** How far back; ever where absent. */
  within: Duration.optional(),
});

export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    PropertyCondition,
    TraitCondition,
    DidCondition,
    z.strictObject({ segment: Slug }),
    z.strictObject({ reachable: SendChannel }),
    z.strictObject({ consent: z.strictObject({ purpose: Slug, channel: SendChannel }) }),
    z.strictObject({ all: z.array(Condition).min(1).max(50) }),
    z.strictObject({ any: z.array(Condition).min(1).max(50) }),
    z.strictObject({ not: Condition }),
  ]),
) as z.ZodType<Condition>;
Condition.meta?.({ id: 'Condition' });
