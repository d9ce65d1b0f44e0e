// The operators of a condition, compiled once to one closure per value.

import { RE2JS } from 're2js';
import type { Operators } from '../../../schemas/conditions/operators.ts';
import { instant, numberIn, typedIn } from '../path.ts';
import { isSealed } from '../sealing/sealed.ts';

type Test = (value: unknown) => boolean;

/** Up to this many values are compared one by one; more are looked up in a set. */
const FEW = 8;

/** Marks the hashed operand of `eq` on a sealed value, set at publish: an artefact contains no plain address. */
export const HASHED = '$hash:';

/**
 * A number or boolean equals the text that writes it, whichever side is the text; two texts are equal letter by letter,
 * so that "007" is not "7". A sealed value equals its hash, and nothing else.
 */
function equalTo(operand: unknown): Test {
  switch (typeof operand) {
    case 'number':
      return (value) => value === operand || (typeof value === 'string' && numberIn(value) === operand);
    case 'boolean':
      return (value) => value === operand || (typeof value === 'string' && typedIn(value) === operand);
    case 'string':
      return equalToText(operand);
    default:
      return (value) => value === operand;
  }
}

function equalToText(operand: string): Test {
  if (operand.startsWith(HASHED))
    return (value) => (isSealed(value) ? HASHED + value.$sealed.h === operand : value === operand);
  const typed = typedIn(operand);
  if (typed === undefined) return (value) => value === operand;
  return (value) => value === operand || value === typed;
}

function among(operands: readonly unknown[]): Test {
  if (operands.some((operand) => typeof operand === 'string' && operand.startsWith(HASHED))) {
    const tests = operands.map(equalTo);
    return (value) => tests.some((test) => test(value));
  }
  const typed = operands.filter((operand) => typeof operand === 'number' || typeof operand === 'boolean');
  const written = operands.flatMap((operand) =>
    typeof operand === 'string' ? (typedIn(operand) ?? []) : [],
  );
  const exactly = listed([...operands, ...written]);
  if (!typed.length) return exactly;
  const asTyped = listed(typed);
  return (value) => exactly(value) || (typeof value === 'string' && asTyped(typedIn(value)));
}

function listed(values: readonly unknown[]): Test {
  const [a, b] = values;
  if (values.length === 2) return (value) => value === a || value === b;
  if (values.length <= FEW) return (value) => values.includes(value);
  const set = new Set(values);
  return (value) => set.has(value);
}

const not =
  (test: Test): Test =>
  (value) =>
    !test(value);

function contains(operand: unknown): Test {
  const isOperand = equalTo(operand);
  return (value) =>
    typeof value === 'string'
      ? typeof operand === 'string' && value.includes(operand)
      : Array.isArray(value) && value.some(isOperand);
}

const asNumber = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' ? numberIn(value) : Number.NaN;

/** Compares with a text: as numbers where both sides write one, else as texts. */
function comparedWith(operand: string, holds: (order: number) => boolean): Test {
  const number = numberIn(operand);
  return (value) => {
    const order = asNumber(value) - number;
    if (!Number.isNaN(order)) return holds(order);
    return typeof value === 'string' && holds(value < operand ? -1 : value > operand ? 1 : 0);
  };
}

/** Finds an RE2 expression anywhere in the value. It takes linear time, whatever the marketer wrote. */
export function compileRegex(source: string): RE2JS {
  return RE2JS.compile(source);
}

/** What cannot be compared is neither more nor less: the comparison is false. */
const COMPILERS: { [K in keyof Operators]-?: (operand: NonNullable<Operators[K]>) => Test } = {
  eq: equalTo,
  ne: (operand) => not(equalTo(operand)),
  in: among,
  notIn: (operands) => not(among(operands)),
  gt: (n) => (typeof n === 'number' ? (value) => asNumber(value) > n : comparedWith(n, (order) => order > 0)),
  gte: (n) =>
    typeof n === 'number' ? (value) => asNumber(value) >= n : comparedWith(n, (order) => order >= 0),
  lt: (n) => (typeof n === 'number' ? (value) => asNumber(value) < n : comparedWith(n, (order) => order < 0)),
  lte: (n) =>
    typeof n === 'number' ? (value) => asNumber(value) <= n : comparedWith(n, (order) => order <= 0),
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
