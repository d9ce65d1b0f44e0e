// What samples of steps and entries are marked with: a test finds where they name steps and hold conditions by reading the
// sample itself, and asks no module, which might have forgotten a place.
import { isDeepStrictEqual } from 'node:util';
import type { Condition } from '../../schemas/condition.ts';

/** Stands wherever a sample has a condition. Its operand is sealed, so no published program may hold it. */
export const MARKED: Condition = { trait: 'email', eq: 'marked@example.com' };
/** Ids of the steps that a sample leads to begin so. */
const TO = 'to-';

export interface Fill {
  step?(id: string, path: PropertyKey[]): string;
  condition?(path: PropertyKey[]): Condition;
}

/** A copy with other steps and conditions in the marked places. */
export function filled<T>(sample: T, fill: Fill, path: PropertyKey[] = []): T {
  return copy(sample, fill, path) as T;
}

function copy(value: unknown, fill: Fill, path: PropertyKey[]): unknown {
  if (typeof value === 'string' && value.startsWith(TO)) return fill.step?.(value, path) ?? value;
  if (isDeepStrictEqual(value, MARKED)) return fill.condition?.(path) ?? value;
  if (Array.isArray(value)) return value.map((each, i) => copy(each, fill, [...path, i]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, copy(each, fill, [...path, key])]),
  );
}

/** Where a sample names steps. */
export function stepsNamed(sample: unknown): { id: string; path: PropertyKey[] }[] {
  const found: { id: string; path: PropertyKey[] }[] = [];
  filled(sample, {
    step(id, path) {
      found.push({ id, path });
      return id;
    },
  });
  return found;
}

/** Where a sample holds conditions. */
export function conditionsMarked(sample: unknown): PropertyKey[][] {
  const found: PropertyKey[][] = [];
  filled(sample, {
    condition(path) {
      found.push(path);
      return MARKED;
    },
  });
  return found;
}
