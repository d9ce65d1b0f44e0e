// The operators of a condition, compiled once to one closure per value.
import { RE2JS } from 're2js';
import type { Operators } from '../../../schemas/condition.ts';
import { isSealed } from '../consent/consent.ts';
import { instant } from './value.ts';

type Test = (value: unknown) => boolean;

/** What the operand of `eq` on a sealed value becomes at publish: no plain address stands in an artefact (I9). */
export const HASHED = '$hash:';

const equal = (a: unknown, b: unknown): boolean =>
  isSealed(a) ? typeof b === 'string' && b === HASHED + a.$sealed.h : a === b;

/** Orders numbers with numbers and strings with strings; anything else is never in order. */
const ordered =
  (operand: number | string, holds: (order: number) => boolean): Test =>
  (value) => {
    if (typeof value !== typeof operand) return false;
    const a = value as number | string;
    return holds(a < operand ? -1 : a > operand ? 1 : 0);
  };

const contains =
  (operand: unknown): Test =>
  (value) =>
    typeof value === 'string'
      ? typeof operand === 'string' && value.includes(operand)
      : Array.isArray(value) && value.includes(operand);

/** An RE2 expression found anywhere in the value: linear in its length whatever the marketer wrote. */
export function compileRegex(source: string): RE2JS {
  return RE2JS.compile(source);
}

const COMPILERS: { [K in keyof Operators]-?: (operand: NonNullable<Operators[K]>) => Test } = {
  eq: (operand) => (value) => equal(value, operand),
  ne: (operand) => (value) => !equal(value, operand),
  in: (operands) => (value) => operands.some((operand) => equal(value, operand)),
  notIn: (operands) => (value) => !operands.some((operand) => equal(value, operand)),
  gt: (operand) => ordered(operand, (order) => order > 0),
  gte: (operand) => ordered(operand, (order) => order >= 0),
  lt: (operand) => ordered(operand, (order) => order < 0),
  lte: (operand) => ordered(operand, (order) => order <= 0),
  contains,
  startsWith: (operand) => (value) => typeof value === 'string' && value.startsWith(operand),
  matches: (operand) => {
    const regex = compileRegex(operand);
    return (value) => typeof value === 'string' && regex.matcher(value).find();
  },
  exists: (operand) => (value) => (value !== undefined && value !== null) === operand,
  before: (operand) => {
    const limit = instant(operand);
    return (value) => instant(value) < limit;
  },
  after: (operand) => {
    const limit = instant(operand);
    return (value) => instant(value) > limit;
  },
};

/** One test of all operators of a condition; `property`, `trait` and unknown names are not operators. */
export function compileOperators(condition: Operators): Test {
  const tests: Test[] = [];
  for (const name of Object.keys(COMPILERS) as (keyof Operators)[]) {
    const operand = condition[name];
    if (operand === undefined) continue;
    const compile = COMPILERS[name] as (operand: unknown) => Test;
    tests.push(compile(operand));
  }
  const [first] = tests;
  return tests.length === 1 && first ? first : (value) => tests.every((test) => test(value));
}
