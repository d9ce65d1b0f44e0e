// Every kind of condition, by the key that names it.
import type { Condition, ConditionKind, Conditions } from '../../../../schemas/condition.ts';
import type { ConditionModule } from '../module.ts';
import { all } from './all.ts';
import { any } from './any.ts';
import { consent } from './consent.ts';
import { did } from './did.ts';
import { not } from './not.ts';
import { property } from './property.ts';
import { reachable } from './reachable.ts';
import { sample } from './sample.ts';
import { segment } from './segment.ts';
import { trait } from './trait.ts';

export const conditions: { readonly [K in ConditionKind]: ConditionModule<Conditions[K]> } = {
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

const modules: Readonly<Record<string, ConditionModule<Condition>>> = conditions;

/** The module of a condition's kind; undefined: a newer release wrote it, in a form that this one does not know. */
export function moduleOf(condition: object): ConditionModule<Condition> | undefined {
  for (const key in condition) {
    if (!Object.hasOwn(modules, key)) continue;
    const module = modules[key];
    return module && Object.keys(condition).every((name) => Object.hasOwn(module.members, name))
      ? module
      : undefined;
  }
  return undefined;
}
