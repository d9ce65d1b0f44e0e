// Compiled conditions against the simplest possible interpretation of them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConditionCompiler } from '../../../lib/domain/condition/compile.ts';
import { newProfile } from '../../../lib/domain/profile/state.ts';
import { compileProgram } from '../../../lib/domain/program/compile.ts';
import type { Condition } from '../../../schemas/condition.ts';
import type { Json, JsonObject } from '../../../schemas/primitives.ts';
import { programOf, T0, USER, waiting } from '../../unit/domain/person.ts';

const scalar = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom('a', 'b', 'ab', ''),
  fc.boolean(),
  fc.constant(null),
);
// Names that every object inherits are names like any other.
const name = fc.constantFrom('x', 'y', 'z', 'constructor');
const bag = fc.dictionary(name, scalar) as fc.Arbitrary<JsonObject>;
const ordered = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('a', 'b'));

const leaf: fc.Arbitrary<Condition> = fc
  .tuple(
    fc.constantFrom('property', 'trait'),
    name,
    fc.oneof(
      fc.record({ eq: scalar }),
      fc.record({ ne: scalar }),
      fc.record({ in: fc.array(scalar, { minLength: 1, maxLength: 12 }) }),
      fc.record({ notIn: fc.array(scalar, { minLength: 1, maxLength: 3 }) }),
      fc.record({ gte: ordered, lt: ordered }),
      fc.record({ gt: ordered }),
      fc.record({ lte: ordered }),
      fc.record({ exists: fc.boolean() }),
      fc.record({ startsWith: fc.constantFrom('a', 'b', '') }),
      fc.record({ contains: fc.constantFrom('a', 'b') }),
    ),
  )
  .map(([where, path, operators]) => ({ [where]: path, ...operators }) as unknown as Condition);

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));

function naive(c: Condition, properties: JsonObject, traits: JsonObject): boolean {
  if ('all' in c) return c.all.every((each) => naive(each, properties, traits));
  if ('any' in c) return c.any.some((each) => naive(each, properties, traits));
  if ('not' in c) return !naive(c.not, properties, traits);
  const { property, trait, ...operators } = c as unknown as Record<string, Json> & {
    property?: string;
    trait?: string;
  };
  const [of, path] = property !== undefined ? [properties, property] : [traits, trait as string];
  const value = Object.hasOwn(of, path) ? of[path] : undefined;
  return Object.entries(operators).every(([operator, operand]) => holds(operator, value, operand as Json));
}

function holds(operator: string, value: Json | undefined, operand: Json): boolean {
  const alike = typeof value === typeof operand && (typeof value === 'number' || typeof value === 'string');
  const [a, b] = [value as number, operand as number];
  switch (operator) {
    case 'eq':
      return value === operand;
    case 'ne':
      return value !== operand;
    case 'in':
      return (operand as Json[]).includes(value as Json);
    case 'notIn':
      return !(operand as Json[]).includes(value as Json);
    case 'gt':
      return alike && a > b;
    case 'gte':
      return alike && a >= b;
    case 'lt':
      return alike && a < b;
    case 'lte':
      return alike && a <= b;
    case 'exists':
      return (value !== undefined && value !== null) === operand;
    case 'startsWith':
      return typeof value === 'string' && value.startsWith(String(operand));
    case 'contains':
      return typeof value === 'string' && value.includes(String(operand));
    default:
      throw new Error(operator);
  }
}

describe('a compiled condition', () => {
  it('holds where the simple interpretation does, with or without reasons', () => {
    fc.assert(
      fc.property(condition, bag, bag, (c, properties, traits) => {
        const { test } = new ConditionCompiler({}).compile(c);
        const subject = { state: { ...newProfile(USER), traits }, properties, at: T0, purpose: 'marketing' };
        const expected = naive(c, properties, traits);
        const why: { held: boolean }[] = [];
        expect(test(subject)).toBe(expected);
        expect(test(subject, why as never)).toBe(expected);
        expect(why.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the index of entries', () => {
  it('and the conditions it leaves enter exactly the journeys whose condition holds, with agreeing reasons', () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 12 }), bag, bag, (conditions, p, traits) => {
        const journeys = conditions.map((c, i) => [
          `j${i}`,
          { enter: { on: 'A', if: c }, ...waiting('PT1H') },
        ]);
        const compiled = compileProgram(programOf(Object.fromEntries(journeys)), 1);
        const state = { ...newProfile(USER), traits };
        const subject = { state, properties: p, at: T0, purpose: 'marketing' };
        const entered = compiled
          .candidates('A', p)
          .filter(({ enterIf }) => enterIf?.(subject) ?? true)
          .map(({ id }) => id);
        const expected = conditions.flatMap((c, i) => (naive(c, p, traits) ? [`j${i}`] : []));
        expect(entered.sort()).toEqual(expected.sort());
        for (const i of conditions.keys())
          expect(compiled.journey(`j${i}`)?.reasons(subject)).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
