// What a schema cannot see in a condition: names that must exist, expressions that must compile, what sealed traits allow.
import type { Condition } from '../../../schemas/condition.ts';
import type { Program } from '../../../schemas/program.ts';
import { compileRegex } from '../condition/operators.ts';
import { type Finding, pointerOf } from './finding.ts';

/** Sealed wherever they occur, whatever the program says. */
export const ALWAYS_SEALED = ['email', 'phone', 'name', 'firstName', 'lastName', 'address', 'birthday'];

/** `trigger`: there is a triggering event. `counted`: inside a `where`, which sees only the counted event's own properties. */
export type Place = 'trigger' | 'no-trigger' | 'counted';

interface Scope {
  program: Program;
  file: string;
  findings: Finding[];
}

export function checkCondition(c: Condition, place: Place, path: PropertyKey[], scope: Scope): void {
  const say = (at: PropertyKey[], detail: string): void => {
    scope.findings.push({ file: scope.file, pointer: pointerOf([...path, ...at]), detail });
  };
  if ('all' in c || 'any' in c) {
    const key = 'all' in c ? 'all' : 'any';
    const list = 'all' in c ? c.all : c.any;
    list.forEach((each, i) => {
      checkCondition(each, place, [...path, key, i], scope);
    });
    return;
  }
  if ('not' in c) {
    checkCondition(c.not, place, [...path, 'not'], scope);
    return;
  }
  if ('matches' in c && c.matches !== undefined) checkRegex(c.matches, say);
  if ('property' in c) {
    if (place === 'no-trigger') say(['property'], 'there is no triggering event here; use a trait or "did"');
    // `name` beside a product's price is the thing's own, not a person's.
    if (c.property !== 'name') checkSealed(c.property, c, say, scope.program);
    return;
  }
  if (place === 'counted') {
    say([], '"where" looks at properties of the counted event only');
    return;
  }
  if ('trait' in c) {
    checkSealed(c.trait, c, say, scope.program);
    return;
  }
  if ('did' in c) {
    if (c.same !== undefined && place === 'no-trigger')
      say(['same'], 'there is no triggering event here to be the same as');
    if (c.where) checkCondition(c.where, 'counted', [...path, 'where'], scope);
    return;
  }
  if ('segment' in c) {
    const segment = scope.program.segments[c.segment];
    if (!segment) say(['segment'], `there is no segments/${c.segment}.json`);
    return;
  }
  if ('consent' in c && !scope.program.purposes[c.consent.purpose])
    say(['consent', 'purpose'], `"${c.consent.purpose}" is not among the purposes of program.json`);
}

function checkRegex(source: string, say: (at: PropertyKey[], detail: string) => void): void {
  try {
    compileRegex(source);
  } catch (error) {
    say(['matches'], `is not an RE2 regular expression: ${(error as Error).message}`);
  }
}

/** Is this path one that the door seals? `email.domain` and `phone.country` are derived, and in plain. */
export function isSealedName(path: string, program: Program): boolean {
  const [root = '', ...rest] = path.split('.');
  if (!ALWAYS_SEALED.includes(root) && !program.sealed.includes(root)) return false;
  return !(
    rest.length === 1 &&
    ((root === 'email' && rest[0] === 'domain') || (root === 'phone' && rest[0] === 'country'))
  );
}

function checkSealed(
  path: string,
  c: object,
  say: (at: PropertyKey[], detail: string) => void,
  program: Program,
): void {
  if (!isSealedName(path, program)) return;
  for (const operator of Object.keys(c))
    if (!['trait', 'property', 'exists', 'eq'].includes(operator))
      say(
        [operator],
        `"${path}" is sealed: only "exists", "eq", "email.domain" and "phone.country" can be asked of it`,
      );
}
