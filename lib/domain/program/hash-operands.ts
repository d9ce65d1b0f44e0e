// At publish: operands that are compared with sealed values become their keyed hashes, so that an artefact holds no address (I9).
import type { Condition } from '../../../schemas/condition.ts';
import type { Journey } from '../../../schemas/journey.ts';
import type { Program } from '../../../schemas/program.ts';
import { HASHED } from '../condition/operators.ts';
import { conditionsOf } from '../journey/conditions-of.ts';
import { sealKindIn } from './check-conditions.ts';

export type HashOperand = (value: string, kind: 'email' | 'phone' | 'text') => Promise<string>;

/** The program with every `eq` on a sealed trait or property hashed. Hashing twice changes nothing. */
export async function hashOperands(program: Program, hash: HashOperand): Promise<Program> {
  const walk = (condition: Condition): Promise<Condition> => hashed(condition, program, hash);
  const segments = Object.fromEntries(
    await Promise.all(
      Object.entries(program.segments).map(async ([id, s]) => [id, { ...s, if: await walk(s.if) }] as const),
    ),
  );
  const journeys = Object.fromEntries(
    await Promise.all(
      Object.entries(program.journeys).map(async ([id, j]) => [id, await hashedJourney(j, walk)] as const),
    ),
  );
  return { ...program, segments, journeys };
}

async function hashedJourney(journey: Journey, walk: (c: Condition) => Promise<Condition>): Promise<Journey> {
  const next = structuredClone(journey);
  for (const { path, condition } of [...conditionsOf(next)]) replaceAt(next, path, await walk(condition));
  return next;
}

function replaceAt(root: object, path: readonly PropertyKey[], condition: Condition): void {
  const holder = path.slice(0, -1).reduce<object>((inner, key) => Reflect.get(inner, key), root);
  Reflect.set(holder, path.at(-1) ?? '', condition);
}

async function hashed(c: Condition, program: Program, hash: HashOperand): Promise<Condition> {
  const all = (list: Condition[]) => Promise.all(list.map((each) => hashed(each, program, hash)));
  if ('all' in c) return { all: await all(c.all) };
  if ('any' in c) return { any: await all(c.any) };
  if ('not' in c) return { not: await hashed(c.not, program, hash) };
  if ('did' in c) return c.where ? { ...c, where: await hashed(c.where, program, hash) } : c;
  if (!('trait' in c || 'property' in c) || typeof c.eq !== 'string' || c.eq.startsWith(HASHED)) return c;
  const kind = sealKindIn(c, program);
  if (kind === undefined) return c;
  return { ...c, eq: HASHED + (await hash(c.eq, kind === 'email' || kind === 'phone' ? kind : 'text')) };
}
