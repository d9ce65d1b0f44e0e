// Marks in samples of steps and entries: a test finds the places of step names and conditions by reading the sample
// itself instead of asking a module, which might have forgotten a place.
import { isDeepStrictEqual } from 'node:util';
import type { Condition } from '../../schemas/condition.ts';

/** Used wherever a sample has a condition. Its operand is sealed, so no published program may contain it. */
export const MARKED: Condition = { trait: 'email', eq: 'marked@example.com' };
/** Prefix of the ids of steps that a sample leads to. */
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

/** The places where a sample names steps. */
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

/** The places where a sample has conditions. */
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
