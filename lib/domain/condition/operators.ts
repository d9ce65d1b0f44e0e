// The operators of a condition, compiled once to one closure per value.

import { RE2JS } from 're2js';
import type { Operators } from '../../../schemas/conditions/operators.ts';
import { instant } from '../path.ts';
import { isSealed } from '../sealing/sealed.ts';

type Test = (value: unknown) => boolean;

/** Up to this many values are compared one by one; more are looked up in a set. */
const FEW = 8;

/** Marks the hashed operand of `eq` on a sealed value, set at publish: an artefact contains no plain address. */
export const HASHED = '$hash:';

/** `eq` on a sealed value: it equals its hash, and nothing else. */
function equalTo(operand: unknown): Test {
  if (typeof operand !== 'string' || !operand.startsWith(HASHED)) return (value) => value === operand;
  return (value) => (isSealed(value) ? HASHED + value.$sealed.h === operand : value === operand);
}

function among(operands: readonly unknown[]): Test {
  const [a, b] = operands;
  if (operands.some((operand) => typeof operand === 'string' && operand.startsWith(HASHED))) {
    const tests = operands.map(equalTo);
    return (value) => tests.some((test) => test(value));
  }
  if (operands.length === 2) return (value) => value === a || value === b;
  if (operands.length <= FEW) return (value) => operands.includes(value);
  const set = new Set(operands);
  return (value) => set.has(value);
}

const not =
  (test: Test): Test =>
  (value) =>
    !test(value);

const contains =
  (operand: unknown): Test =>
  (value) =>
    typeof value === 'string'
      ? typeof operand === 'string' && value.includes(operand)
      : Array.isArray(value) && value.includes(operand);

/** Finds an RE2 expression anywhere in the value. It takes linear time, whatever the marketer wrote. */
export function compileRegex(source: string): RE2JS {
  return RE2JS.compile(source);
}

/** Numbers are ordered among numbers and strings among strings; other comparisons are false. */
const COMPILERS: { [K in keyof Operators]-?: (operand: NonNullable<Operators[K]>) => Test } = {
  eq: equalTo,
  ne: (operand) => not(equalTo(operand)),
  in: among,
  notIn: (operands) => not(among(operands)),
  gt: (n) =>
    typeof n === 'number'
      ? (value) => typeof value === 'number' && value > n
      : (value) => typeof value === 'string' && value > n,
  gte: (n) =>
    typeof n === 'number'
      ? (value) => typeof value === 'number' && value >= n
      : (value) => typeof value === 'string' && value >= n,
  lt: (n) =>
    typeof n === 'number'
      ? (value) => typeof value === 'number' && value < n
      : (value) => typeof value === 'string' && value < n,
  lte: (n) =>
    typeof n === 'number'
      ? (value) => typeof value === 'number' && value <= n
      : (value) => typeof value === 'string' && value <= n,
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

export const operatorNames = Object.fromEntries(Object.keys(COMPILERS).map((name) => [name, true])) as {
  [K in keyof Operators]-?: true;
};

/** One test of all operators of a condition; `property`, `trait` and unknown names are not operators. */
export function compileOperators(condition: Operators): Test {
  let first: Test | undefined;
  let more: Test[] | undefined;
  for (const name in condition) {
    if (!Object.hasOwn(COMPILERS, name)) continue;
    const operand = condition[name as keyof Operators];
    if (operand === undefined) continue;
    const test = (COMPILERS[name as keyof Operators] as (operand: unknown) => Test)(operand);
    if (!first) first = test;
    else more = [...(more ?? [first]), test];
  }
  if (more) return every(more);
  return first ?? (() => true);
}

const every =
  (tests: readonly Test[]): Test =>
  (value) => {
    for (const test of tests) if (!test(value)) return false;
    return true;
  };
