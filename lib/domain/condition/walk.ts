// Traversals of a condition and everything inside it, without naming a kind.
import type { Condition } from '../../../schemas/condition.ts';
import { kindOf, moduleOf } from './kinds/kinds.ts';
import type { Place } from './module.ts';

const NONE: readonly Condition[] = [];

export const childrenOf = (condition: Condition): readonly Condition[] =>
  listed(moduleOf(condition)?.children?.of(condition));

/** A newer release may have stored another form where a list is expected. */
const listed = (found: readonly Condition[] | undefined): readonly Condition[] =>
  Array.isArray(found) ? found : NONE;

/** Visits a condition and then every one inside it, each with its path and place. */
export function walkCondition(
  condition: Condition,
  place: Place,
  visit: (condition: Condition, path: readonly PropertyKey[], place: Place) => void,
  path: readonly PropertyKey[] = [],
): void {
  visit(condition, path, place);
  const children = moduleOf(condition)?.children;
  if (!children) return;
  for (const [index, child] of childrenOf(condition).entries())
    walkCondition(child, children.place ?? place, visit, [...path, ...children.path(index)]);
}

/** Maps every condition inside this one, then the condition itself. */
export async function mapCondition(
  condition: Condition,
  map: (condition: Condition) => Promise<Condition>,
): Promise<Condition> {
  const children = moduleOf(condition)?.children;
  const inside = childrenOf(condition);
  if (!children || inside.length === 0) return map(condition);
  const mapped = await Promise.all(inside.map((child) => mapCondition(child, map)));
  return map(children.replaced(condition, mapped));
}

/** Whether it, or any inside it, reads a counter. A segment is assumed to; its condition is not examined. */
export function readsCounters(condition: Condition): boolean {
  const module = kindOf(condition);
  if (!module) return false;
  return (
    module.readsCounters ||
    (module.children !== undefined && listed(module.children.of(condition)).some(readsCounters))
  );
}

/** Whether this release knows its kind and those of all inside it. */
export const isKnown = (condition: Condition): boolean =>
  moduleOf(condition) !== undefined && childrenOf(condition).every(isKnown);
