// What a schema cannot see in a condition: names that must exist, expressions that must compile, what sealed traits allow.
import type { Condition } from '../../../schemas/condition.ts';
import type { Program } from '../../../schemas/program.ts';
import { compileRegex } from '../condition/operators.ts';
import { RING_LENGTH, storage } from '../counter/counters.ts';
import { type Finding, pointerOf } from '../finding.ts';
import { sealKindOf } from '../sealing/seal-values.ts';
import type { SealKind } from '../sealing/sealer.ts';
import { durationMs } from '../time/duration.ts';

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
    checkSealed(c, say, scope.program);
    return;
  }
  if (place === 'counted') {
    say([], '"where" looks at properties of the counted event only');
    return;
  }
  if ('trait' in c) {
    checkSealed(c, say, scope.program);
    return;
  }
  if ('did' in c) {
    if (c.same !== undefined && place === 'no-trigger')
      say(['same'], 'there is no triggering event here to be the same as');
    checkTimes(c, say);
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

/** Short windows and `same` are counted from the last few events only: more than those are never seen. */
function checkTimes(
  { within, same, times }: Extract<Condition, { did: string }>,
  say: (at: PropertyKey[], detail: string) => void,
): void {
  const { kind } = storage(within === undefined ? undefined : durationMs(within), same !== undefined);
  if (kind !== 'ring') return;
  for (const [operator, n] of Object.entries(times ?? {}))
    if (n >= RING_LENGTH)
      say(
        ['times', operator],
        `"same" and windows up to an hour count ${RING_LENGTH - 1} at most; ask for fewer, or for a longer window`,
      );
}

function checkRegex(source: string, say: (at: PropertyKey[], detail: string) => void): void {
  try {
    compileRegex(source);
  } catch (error) {
    say(['matches'], `is not an RE2 regular expression: ${(error as Error).message}`);
  }
}

/** Of a condition on a value that the door seals: how. `email.domain` and `phone.country` are derived, and in plain. */
export function sealKindIn(
  c: { property: string } | { trait: string },
  program: Program,
): SealKind | undefined {
  const names = ('trait' in c ? c.trait : c.property).split('.');
  for (const [i, name] of names.entries()) {
    // `name` beside a product's price is the thing's own, not a person's.
    if (name === 'name' && (i > 0 || 'property' in c)) continue;
    const kind = sealKindOf(name, program.sealed);
    if (kind === undefined) continue;
    const [rest, more] = names.slice(i + 1);
    const derived = (kind === 'email' && rest === 'domain') || (kind === 'phone' && rest === 'country');
    return derived && more === undefined ? undefined : kind;
  }
  return undefined;
}

function checkSealed(
  c: { property: string } | { trait: string },
  say: (at: PropertyKey[], detail: string) => void,
  program: Program,
): void {
  if (sealKindIn(c, program) === undefined) return;
  const path = 'trait' in c ? c.trait : c.property;
  for (const operator of Object.keys(c))
    if (!['trait', 'property', 'exists', 'eq'].includes(operator))
      say(
        [operator],
        `"${path}" is sealed: only "exists", "eq", "email.domain" and "phone.country" can be asked of it`,
      );
}
