// Conditions on a value that is sealed at the door (I9): which operators are allowed, and how operands are hashed.
import type { PropertyCondition } from '../../../schemas/conditions/property.ts';
import type { TraitCondition } from '../../../schemas/conditions/trait.ts';
import type { Program } from '../../../schemas/program.ts';
import { sealKindOf } from '../sealing/seal-values.ts';
import type { SealKind } from '../sealing/sealer.ts';
import type { HashOperand, Say } from './module.ts';
import { compileRegex, HASHED } from './operators.ts';

type ValueCondition = PropertyCondition | TraitCondition;

const ALLOWED = ['trait', 'property', 'exists', 'eq'];

/** Checks the operators of a condition on one value: expressions must compile, and a sealed value must allow them. */
export function checkOperators(c: ValueCondition, say: Say, program: Program): void {
  if (c.matches !== undefined) checkRegex(c.matches, say);
  checkNumbers(c, say);
  if (sealKindIn(c, program) === undefined) return;
  for (const operator of Object.keys(c))
    if (!ALLOWED.includes(operator))
      say(
        [operator],
        `"${pathOf(c)}" is sealed: only "exists", "eq", "email.domain" and "phone.country" can be asked of it`,
      );
}

const ORDERINGS = ['gt', 'gte', 'lt', 'lte'] as const;

/** Texts are ordered among texts only, by their letters: "100" comes before "20". */
function checkNumbers(c: ValueCondition, say: Say): void {
  for (const operator of ORDERINGS) {
    const operand = c[operator];
    if (typeof operand === 'string' && /^-?\d+(\.\d+)?$/.test(operand))
      say(
        [operator],
        `compares letters, and never holds of a number; write ${operand} without quotation marks to compare numbers`,
        'warning',
      );
  }
}

function checkRegex(source: string, say: Say): void {
  try {
    compileRegex(source);
  } catch (error) {
    say(['matches'], `is not an RE2 regular expression: ${(error as Error).message}`);
  }
}

/** The condition with the operand of `eq` on a sealed value hashed. Hashing twice changes nothing. */
export async function withHashedOperand<C extends ValueCondition>(
  c: C,
  program: Program,
  hash: HashOperand,
): Promise<C> {
  if (typeof c.eq !== 'string' || c.eq.startsWith(HASHED)) return c;
  const kind = sealKindIn(c, program);
  if (kind === undefined) return c;
  return { ...c, eq: HASHED + (await hash(c.eq, kind === 'email' || kind === 'phone' ? kind : 'text')) };
}

/** By the hash of an operand: its masked form. */
export type Masks = Readonly<Record<string, string>>;

/** A copy in which hashed operands are shown as people may read them: masked, and never as a hash. */
export function withReadableOperands<T>(value: T, masks: Masks): T {
  return readable(value, masks) as T;
}

function readable(value: unknown, masks: Masks): unknown {
  if (typeof value === 'string')
    return value.startsWith(HASHED) ? inMask(value.slice(HASHED.length), masks) : value;
  if (Array.isArray(value)) return value.map((each) => readable(each, masks));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, readable(each, masks)]));
}

/** Of what has no parts to show (`***`), and of a program that an earlier release published, nothing is known. */
function inMask(hash: string, masks: Masks): string {
  const mask = Object.hasOwn(masks, hash) ? masks[hash] : undefined;
  return mask === undefined || mask === '***' ? 'a sealed value' : `the address ${mask}`;
}

const pathOf = (c: ValueCondition): string => ('trait' in c ? c.trait : c.property);

/**
 * How the door seals the value; undefined: it does not. `email.domain` and `phone.country` are derived, and in plain.
 */
function sealKindIn(c: ValueCondition, program: Program): SealKind | undefined {
  const names = pathOf(c).split('.');
  for (const [i, name] of names.entries()) {
    // `name` beside a product's price is the product's name, not a person's.
    if (name === 'name' && (i > 0 || 'property' in c)) continue;
    const kind = sealKindOf(name, program.sealed);
    if (kind === undefined) continue;
    const [rest, more] = names.slice(i + 1);
    const derived = (kind === 'email' && rest === 'domain') || (kind === 'phone' && rest === 'country');
    return derived && more === undefined ? undefined : kind;
  }
  return undefined;
}
