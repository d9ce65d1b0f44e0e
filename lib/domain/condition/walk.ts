// The ways through a condition and the conditions inside it. Whoever needs all of them comes here; no kind is named.
import type { Condition } from '../../../schemas/condition.ts';
import { moduleOf } from './kinds/kinds.ts';
import type { Place } from './module.ts';

export interface Child {
  condition: Condition;
  /** From its parent to it. */
  path: readonly PropertyKey[];
  /** Absent: as its parent's. */
  place?: Place;
}

/** The conditions directly inside one. */
export function children(condition: Condition): Child[] {
  const found: Child[] = [];
  moduleOf(condition)?.mapChildren?.(condition, (child, path, place) => {
    found.push({ condition: child, path, place });
    return child;
  });
  return found;
}

/** Visits a condition and then every one inside it, each with its path and the place it stands in. */
export function walkCondition(
  condition: Condition,
  place: Place,
  visit: (condition: Condition, path: readonly PropertyKey[], place: Place) => void,
  path: readonly PropertyKey[] = [],
): void {
  visit(condition, path, place);
  for (const child of children(condition))
    walkCondition(child.condition, child.place ?? place, visit, [...path, ...child.path]);
}

/** The condition with every one inside it, and then itself, as `map` gives it. */
export async function mapCondition(
  condition: Condition,
  map: (condition: Condition) => Promise<Condition>,
): Promise<Condition> {
  const mapped = await Promise.all(children(condition).map((child) => mapCondition(child.condition, map)));
  const next = mapped.values();
  const whole = moduleOf(condition)?.mapChildren?.(condition, (child) => next.next().value ?? child);
  return map(whole ?? condition);
}

/** Does it, or any inside it, read a counter? A segment may; what it is made of is not looked into. */
export function readsCounters(condition: Condition): boolean {
  if (moduleOf(condition)?.readsCounters) return true;
  return children(condition).some((child) => readsCounters(child.condition));
}

/** Does this release know its kind, and those of all inside it? */
export function isKnown(condition: Condition): boolean {
  return moduleOf(condition) !== undefined && children(condition).every((child) => isKnown(child.condition));
}
