// What a schema objects to, as findings. Where a marketer may write one of several kinds, the kind that was written decides
// which objections count.
import type { z } from 'zod';
import { conditionSchemas } from '../../../schemas/condition.ts';
import { entrySchemas } from '../../../schemas/entries/entries.ts';
import { stepSchemas } from '../../../schemas/steps/steps.ts';
import { didYouMean } from '../did-you-mean.ts';
import { type Finding, pointerOf } from '../finding.ts';
import { issueInWords, wrongType } from './issue-in-words.ts';
import { keysOf, schemaAt } from './schema-at.ts';

/** The registries whose unions a program may contain, each in the order of its union. */
const KINDS: readonly (readonly string[])[] = [
  Object.keys(entrySchemas),
  Object.keys(stepSchemas),
  Object.keys(conditionSchemas()),
];

/** A document as it was written, and the schema that refused it. */
export interface Refused {
  file: string;
  content: unknown;
  schema: z.ZodType;
}

/** One objection to the content of a file. `base`: where the value lies that was parsed. */
export function schemaFindings(
  refused: Refused,
  issue: z.core.$ZodIssue,
  base: readonly PropertyKey[] = [],
): Finding[] {
  const { file, content, schema } = refused;
  const path = [...base, ...issue.path];
  const at = (detail: string, more: readonly PropertyKey[] = []): Finding => ({
    file,
    pointer: pointerOf([...path, ...more]),
    detail,
  });
  const value = valueAt(content, path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schemaAt(schema, content, path), value);
    return issue.keys.map((key) => at(`"${key}" is not known here${didYouMean(key, known)}`, [key]));
  }
  if (issue.code !== 'invalid_union' || !issue.errors.length)
    return [at(issueInWords(issue, value, schemaAt(schema, content, path)))];
  const kinds = typeof value === 'object' && value !== null ? kindsOf(issue.errors, value) : undefined;
  if (!kinds || !value) return plainUnion(refused, issue, path);
  const written = kinds.filter((kind) => Object.hasOwn(value, kind));
  const [kind = '', another] = written;
  if (another)
    return [at(`has both "${kind}" and "${another}": it takes exactly one of ${kinds.join(', ')}`)];
  if (!kind) {
    const hint =
      Object.keys(value)
        .map((key) => didYouMean(key, kinds))
        .find(Boolean) ?? '';
    return [at(`is of no known kind: it takes one of ${kinds.join(', ')}${hint}`)];
  }
  const objections = issue.errors[kinds.indexOf(kind)] ?? [];
  return objections.flatMap((inner) => schemaFindings(refused, inner, path));
}

/** A union of shapes without kinds: the shape that fits best, or all the types that it takes. */
function plainUnion(
  refused: Refused,
  { errors }: z.core.$ZodIssueInvalidUnion,
  path: readonly PropertyKey[],
): Finding[] {
  const value = valueAt(refused.content, path);
  const types = errors.flatMap(([only, more]) =>
    only?.code === 'invalid_type' && only.path.length === 0 && !more ? [only.expected] : [],
  );
  if (types.length === errors.length)
    return [{ file: refused.file, pointer: pointerOf(path), detail: wrongType(types, value) }];
  const nearest = [...errors].sort((a, b) => badness(a) - badness(b))[0] ?? [];
  return nearest.flatMap((inner) => schemaFindings(refused, inner, path));
}

/** Every branch of a union of kinds objects to its key missing, unless it is there. */
const kindsOf = (branches: readonly (readonly z.core.$ZodIssue[])[], value: object) =>
  KINDS.find(
    (kinds) =>
      kinds.length === branches.length &&
      kinds.every(
        (kind, i) => Object.hasOwn(value, kind) || branches[i]?.some(({ path }) => path[0] === kind),
      ),
  );

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  let value = content;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** How far a union's branch is from fitting: a wrong or missing key weighs more than a wrong value deep inside. */
function badness(issues: readonly z.core.$ZodIssue[]): number {
  let worst = 0;
  for (const issue of issues) {
    const shallow = issue.path.length <= 1 ? 10 : 1;
    const missing =
      issue.code === 'unrecognized_keys' ? issue.keys.length : issue.code === 'invalid_type' ? 2 : 1;
    worst += shallow * missing;
  }
  return worst;
}
