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

/** Without a prototype, so that a name alone finds its module, or nothing. */
const modules: Readonly<Record<string, ConditionModule<Condition>>> = Object.assign(
  Object.create(null),
  conditions,
);

/** The module of a condition's kind; undefined: a newer release wrote it, in a form that this one does not know. */
export function moduleOf(condition: object): ConditionModule<Condition> | undefined {
  let module: ConditionModule<Condition> | undefined;
  for (const name in condition) {
    module = modules[name];
    if (module) break;
  }
  if (!module) return undefined;
  const members: Readonly<Record<string, unknown>> = module.members;
  for (const name in condition) if (members[name] !== true) return undefined;
  return module;
}

/** The same by its name alone, whatever else it holds: quicker, for what only looks for a kind. */
export function kindOf(condition: object): ConditionModule<Condition> | undefined {
  for (const key in condition) {
    const module = modules[key];
    if (module) return module;
  }
  return undefined;
}
