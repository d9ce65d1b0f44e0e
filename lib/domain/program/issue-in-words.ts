// What a schema objects to, in the words of the person who writes the file. A value is repeated only where it cannot be
// an address: the pointer says where it stands (I9).
import * as z from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import { repair } from './repair.ts';
import { descriptionOf } from './schema-at.ts';

type Schema = z.core.$ZodType;

/** One objection to a value; not of a union, and not of unknown keys. */
export function issueInWords(issue: z.core.$ZodIssue, value: unknown, schema: Schema | undefined): string {
  const accepts = (other: unknown): boolean => schema !== undefined && z.safeParse(schema, other).success;
  const about = descriptionOf(schema);
  switch (issue.code) {
    case 'invalid_type': {
      const wrong = wrongType([issue.expected], value) + repair(value, accepts);
      return about === undefined ? wrong : `${wrong}. ${about}`;
    }
    case 'invalid_value':
      return notAmong(issue.values.map(String), value);
    case 'invalid_format':
      return `${shown(value)} is not ${issue.message}${repair(value, accepts)}`;
    case 'invalid_key':
      return `${shown(issue.path.at(-1))} is not ${issue.issues[0]?.message ?? 'a name that is allowed here'}`;
    case 'too_small':
      return outside(
        'too small',
        issue.origin,
        `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`,
      );
    case 'too_big':
      return outside(
        'too large',
        issue.origin,
        `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`,
      );
    default:
      return issue.message;
  }
}

/** `types`: zod's names of what would have been right. */
export function wrongType(types: readonly string[], value: unknown): string {
  const right = listed([...new Set(types.map((type) => TYPES[type] ?? type))]);
  if (value === undefined) return `is missing: it takes ${right}`;
  return types.includes('int') && typeof value === 'number'
    ? `takes a whole number, not ${value}`
    : `takes ${right}, not ${typeOf(value)}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list [...]',
  object: 'an object {...}',
  record: 'an object {...}',
};

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list [...]';
  return TYPES[typeof value] ?? typeof value;
}

function notAmong(values: readonly string[], value: unknown): string {
  const right = listed(values.map((each) => `"${each}"`));
  if (value === undefined) return `is missing: it takes ${right}`;
  if (typeof value !== 'string') return `takes ${right}, not ${typeOf(value)}`;
  return `${shown(value)} is not ${right}${didYouMean(value, values)}`;
}

function outside(how: string, origin: string, limit: string): string {
  if (origin === 'string') return `is ${how === 'too small' ? 'too short' : 'too long'}: ${limit} characters`;
  if (origin === 'array' || origin === 'set')
    return `has ${how === 'too small' ? 'too few' : 'too many'} entries: ${limit}`;
  return `is ${how}: ${limit}`;
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

const SHOWN_CHARS_MAX = 60;

function shown(value: unknown): string {
  const text = String(value);
  return text.includes('@') || text.length > SHOWN_CHARS_MAX ? 'this' : `"${text}"`;
}
