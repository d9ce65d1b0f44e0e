// Words that several kinds of condition share.
import type { Operators } from '../../../schemas/conditions/operators.ts';
import { HASHED } from './operators.ts';

const OPERATORS: { readonly [K in keyof Operators]-?: string } = {
  eq: 'is',
  ne: 'is not',
  in: 'is one of',
  notIn: 'is none of',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  contains: 'contains',
  startsWith: 'starts with',
  matches: 'matches',
  exists: 'exists',
  before: 'is before',
  after: 'is after',
};

/** Operators with their operands, as any release may have stored them. */
export function operatorsInWords(operators: object): string {
  const phrases = Object.entries(operators).map(([name, operand]) => {
    if (name === 'exists') return operand ? 'is there' : 'is not there';
    return `${name in OPERATORS ? OPERATORS[name as keyof Operators] : name} ${short(operand)}`;
  });
  return phrases.join(' and ');
}

const TEXT_MAX = 120;

export function short(value: unknown): string {
  if (typeof value === 'string' && value.startsWith(HASHED)) return 'a sealed value';
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
}
