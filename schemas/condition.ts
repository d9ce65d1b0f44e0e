// A condition as marketers write it: every kind, by the key that names it.
import * as z from 'zod';
import { type AllCondition, allCondition } from './conditions/all.ts';
import { type AnyCondition, anyCondition } from './conditions/any.ts';
import { ConsentCondition } from './conditions/consent.ts';
import { type DidCondition, didCondition } from './conditions/did.ts';
import { type NotCondition, notCondition } from './conditions/not.ts';
import { PropertyCondition } from './conditions/property.ts';
import { ReachableCondition } from './conditions/reachable.ts';
import { SampleCondition } from './conditions/sample.ts';
import { SegmentCondition } from './conditions/segment.ts';
import { TraitCondition } from './conditions/trait.ts';

/** A condition has exactly one of these keys: its kind. */
export interface Conditions {
  property: PropertyCondition;
  trait: TraitCondition;
  did: DidCondition;
  segment: SegmentCondition;
  reachable: ReachableCondition;
  consent: ConsentCondition;
  sample: SampleCondition;
  all: AllCondition;
  any: AnyCondition;
  not: NotCondition;
}
export type ConditionKind = keyof Conditions;
export type Condition = Conditions[ConditionKind];

/** A kind that contains conditions receives the schema of any condition. */
const schemas: { [K in ConditionKind]: (condition: z.ZodType<Condition>) => z.ZodType<Conditions[K]> } = {
  property: () => PropertyCondition,
  trait: () => TraitCondition,
  did: didCondition,
  segment: () => SegmentCondition,
  reachable: () => ReachableCondition,
  consent: () => ConsentCondition,
  sample: () => SampleCondition,
  all: allCondition,
  any: anyCondition,
  not: notCondition,
};

export const Condition: z.ZodType<Condition> = z.lazy(() => z.union(Object.values(conditionSchemas())));

let made: Record<string, z.ZodType<Condition>> | undefined;

/** By kind. Made once: a kind may hold a described copy of `Condition`, and each copy would make them anew. */
export function conditionSchemas(): Record<string, z.ZodType<Condition>> {
  made ??= Object.fromEntries(Object.entries(schemas).map(([kind, schema]) => [kind, schema(Condition)]));
  return made;
}

Condition.meta?.({ id: 'Condition' });
