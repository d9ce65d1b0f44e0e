// The ways through a condition and all inside it. Whoever needs every one of them comes here; no kind is named.
import type { Condition } from '../../../schemas/condition.ts';
import { moduleOf } from './kinds/kinds.ts';
import type { Place } from './module.ts';

const NONE: readonly Condition[] = [];

/** The conditions directly inside one. */
export const childrenOf = (condition: Condition): readonly Condition[] =>
  moduleOf(condition)?.children?.of(condition) ?? NONE;

/** Visits a condition and then every one inside it, each with its path and the place it stands in. */
export function walkCondition(
  condition: Condition,
  place: Place,
  visit: (condition: Condition, path: readonly PropertyKey[], place: Place) => void,
  path: readonly PropertyKey[] = [],
): void {
  visit(condition, path, place);
  const children = moduleOf(condition)?.children;
  if (!children) return;
  for (const [index, child] of children.of(condition).entries())
    walkCondition(child, children.place ?? place, visit, [...path, ...children.path(index)]);
}

/** The condition with every one inside it, and then itself, as `map` gives it. */
export async function mapCondition(
  condition: Condition,
  map: (condition: Condition) => Promise<Condition>,
): Promise<Condition> {
  const children = moduleOf(condition)?.children;
  const inside = children?.of(condition) ?? NONE;
  if (!children || inside.length === 0) return map(condition);
  const mapped = await Promise.all(inside.map((child) => mapCondition(child, map)));
  return map(children.replaced(condition, mapped));
}

/** Does it, or any inside it, read a counter? A segment may; what it is made of is not looked into. */
export const readsCounters = (condition: Condition): boolean =>
  moduleOf(condition)?.readsCounters === true || childrenOf(condition).some(readsCounters);

/** Does this release know its kind, and those of all inside it? */
export const isKnown = (condition: Condition): boolean =>
  moduleOf(condition) !== undefined && childrenOf(condition).every(isKnown);
