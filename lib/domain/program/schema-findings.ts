// What a schema objects to, as findings. Where a marketer may write one of several kinds, the kind that was written decides
// which objections count.
import type { z } from 'zod';
import { conditionSchemas } from '../../../schemas/condition.ts';
import { entrySchemas } from '../../../schemas/entries/entries.ts';
import { stepSchemas } from '../../../schemas/steps/steps.ts';
import { type Finding, pointerOf } from '../finding.ts';

/** The registries whose unions a program may contain, each in the order of its union. */
const KINDS: readonly (readonly string[])[] = [
  Object.keys(entrySchemas),
  Object.keys(stepSchemas),
  Object.keys(conditionSchemas()),
];

/** One objection to the content of a file. `base`: where the value lies that was parsed. */
export function schemaFindings(
  file: string,
  content: unknown,
  issue: z.core.$ZodIssue,
  base: readonly PropertyKey[] = [],
): Finding[] {
  const path = [...base, ...issue.path];
  const at = (detail: string, more: readonly PropertyKey[] = []): Finding => ({
    file,
    pointer: pointerOf([...path, ...more]),
    detail,
  });
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => at(`"${key}" is not known here`, [key]));
  if (issue.code !== 'invalid_union' || !issue.errors.length) return [at(issue.message)];
  const value = valueAt(content, path);
  const kinds = typeof value === 'object' && value !== null ? kindsOf(issue.errors, value) : undefined;
  if (!kinds || !value) {
    const nearest = [...issue.errors].sort((a, b) => badness(a) - badness(b))[0] ?? [];
    return nearest.flatMap((inner) => schemaFindings(file, content, inner, path));
  }
  const written = kinds.filter((kind) => Object.hasOwn(value, kind));
  const [kind = '', another] = written;
  if (another)
    return [at(`has both "${kind}" and "${another}": it takes exactly one of ${kinds.join(', ')}`)];
  if (!kind) return [at(`is of no known kind: it takes one of ${kinds.join(', ')}`)];
  const objections = issue.errors[kinds.indexOf(kind)] ?? [];
  return objections.flatMap((inner) => schemaFindings(file, content, inner, path));
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
