// Random operators, the values they are applied to, and a plain interpretation of them.
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../schemas/primitives.ts';

const scalar = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom('a', 'b', 'ab', ''),
  fc.boolean(),
  fc.constant(null),
);
const ordered = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('a', 'b'));

// Names that every object inherits are names like any other.
export const name = fc.constantFrom('x', 'y', 'z', 'constructor');
export const bag = fc.dictionary(name, scalar) as fc.Arbitrary<JsonObject>;

export const operators = fc.oneof(
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
);

/** Whether all operators hold for the value under the name. */
export function holdOf(asked: object, of: Readonly<Record<string, Json>>, path: string): boolean {
  const value = Object.hasOwn(of, path) ? of[path] : undefined;
  return Object.entries(asked).every(([operator, operand]) => holds(operator, value, operand as Json));
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
