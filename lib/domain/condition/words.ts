// A condition in words that a support person understands (I8), whichever release stored it.
import type { Condition } from '../../../schemas/condition.ts';
import { moduleOf } from './kinds/kinds.ts';
import { short } from './phrases.ts';

export function conditionInWords(condition: unknown): string {
  if (typeof condition !== 'object' || condition === null) return short(condition);
  return moduleOf(condition)?.words(condition as Condition, conditionInWords) ?? short(condition);
}

/** The value a condition met, in parentheses; empty where the result implies it. */
export function metInWords(condition: unknown, value: unknown): string {
  const module = typeof condition === 'object' && condition !== null ? moduleOf(condition) : undefined;
  const met = module?.met ? module.met(value) : `it was ${short(value)}`;
  return met && ` (${met})`;
}
