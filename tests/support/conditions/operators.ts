// Random operators, the values they are applied to, and a plain interpretation of them.
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../schemas/primitives.ts';

const scalar = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom('a', 'b', 'ab', ''),
  fc.constantFrom('1', '1.00', '-3', ' 2 ', '10', 'true', 'False', '1,5', '0x1', 'Infinity'),
  fc.boolean(),
  fc.constant(null),
);
const ordered = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('a', 'b', '2', '1.5', '1,5'));

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
  const compared = order(value, operand);
  switch (operator) {
    case 'eq':
      return isEqual(value, operand);
    case 'ne':
      return !isEqual(value, operand);
    case 'in':
      return (operand as Json[]).some((each) => isEqual(value, each));
    case 'notIn':
      return !(operand as Json[]).some((each) => isEqual(value, each));
    case 'gt':
      return compared > 0;
    case 'gte':
      return compared >= 0;
    case 'lt':
      return compared < 0;
    case 'lte':
      return compared <= 0;
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

/** The numbers and booleans that the texts above write. */
const WRITTEN = new Map<Json | undefined, Json>([
  ['1', 1],
  ['1.00', 1],
  ['1.5', 1.5],
  ['-3', -3],
  [' 2 ', 2],
  ['2', 2],
  ['10', 10],
  ['true', true],
  ['False', false],
]);

/** Two texts are compared letter by letter; where one side is no text, the other is what it writes. */
function isEqual(value: Json | undefined, operand: Json): boolean {
  if (typeof value === typeof operand || value === undefined) return value === operand;
  return (WRITTEN.get(value) ?? value) === (WRITTEN.get(operand) ?? operand);
}

/** Below, at or above 0; NaN: they cannot be compared. */
function order(value: Json | undefined, operand: Json): number {
  const [a, b] = [value, operand].map((side) => WRITTEN.get(side) ?? side);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof value !== 'string' || typeof operand !== 'string') return Number.NaN;
  return value < operand ? -1 : Number(value > operand);
}
