// At publish, operands that are compared with sealed values become their keyed hashes, so that an artefact contains no
// address (I9).
import type { Condition } from '../../../schemas/condition.ts';
import type { Journey } from '../../../schemas/journey.ts';
import type { Program } from '../../../schemas/program.ts';
import { moduleOf } from '../condition/kinds/kinds.ts';
import type { HashOperand } from '../condition/module.ts';
import { mapCondition } from '../condition/walk.ts';
import { conditionsOf } from '../journey/conditions-of.ts';

/** The program with every operand hashed that is compared with a sealed value. Hashing twice changes nothing. */
export async function hashOperands(program: Program, hash: HashOperand): Promise<Program> {
  const walk = (condition: Condition): Promise<Condition> =>
    mapCondition(condition, async (each) => (await moduleOf(each)?.hash?.(each, program, hash)) ?? each);
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
