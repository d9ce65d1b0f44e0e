// Samples of every kind of condition, and random conditions composed of all kinds.
import fc from 'fast-check';
import type { Subject } from '../../../lib/domain/condition/subject.ts';
import type { Condition, ConditionKind, Conditions } from '../../../schemas/condition.ts';
import { all } from './all.ts';
import { any } from './any.ts';
import { consent } from './consent.ts';
import { did } from './did.ts';
import { not } from './not.ts';
import { property } from './property.ts';
import { reachable } from './reachable.ts';
import { sample } from './sample.ts';
import type { ConditionSamples } from './samples.ts';
import { segment } from './segment.ts';
import { trait } from './trait.ts';

const kinds: { readonly [K in ConditionKind]: ConditionSamples<Conditions[K]> } = {
  property,
  trait,
  did,
  segment,
  reachable,
  consent,
  sample,
  all,
  any,
  not,
};
export const conditionSamples: Readonly<Record<string, ConditionSamples<Condition>>> = kinds;

/** Random nested conditions of these kinds; the first kind must contain no other condition. */
export function conditionsOf(of: readonly ConditionSamples<Condition>[]): fc.Arbitrary<Condition> {
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof({ maxDepth: 4 }, ...of.map((each) => each.arbitrary(tie('condition')))),
  }));
  return condition;
}

/** The kinds that have a plain interpretation. */
export const readable = Object.values(kinds as typeof conditionSamples).filter((each) => each.naive);

/** The plain interpretation of a condition made of those kinds. */
export function naively(condition: Condition, subject: Subject): boolean {
  const kind = Object.keys(condition).find((key) => Object.hasOwn(kinds, key)) ?? '';
  const held = conditionSamples[kind]?.naive?.(condition, subject, (child) => naively(child, subject));
  if (held === undefined) throw new Error(`no plain reading of "${kind}"`);
  return held;
}
