// What must hold for a kind of step or entry wherever its samples name a step or contain a condition.
import { expect } from 'vitest';
import * as z from 'zod';
import { readsCounters } from '../../../lib/domain/journey/compiled-journey.ts';
import { checkProgram } from '../../../lib/domain/program/check.ts';
import { compileProgram } from '../../../lib/domain/program/compile.ts';
import { hashOperands } from '../../../lib/domain/program/hash-operands.ts';
import { Condition } from '../../../schemas/condition.ts';
import { documentKinds } from '../../../schemas/documents.ts';
import { StepId } from '../../../schemas/primitives.ts';
import type { Program } from '../../../schemas/program.ts';
import type { Step } from '../../../schemas/steps/steps.ts';
import { conditionsMarked, type Fill, filled, stepsNamed } from '../../support/marks.ts';
import { programOf } from './person.ts';

/** A journey of a sample, without id and purpose. Steps and conditions are marked as in the sample. */
export interface Sampled {
  enter: object;
  start: string;
  steps: Record<string, Step>;
}

/** Begins at the step; the steps that it leads to wait a little. */
export const journeyAt = (step: Step, enter: object = { on: 'Start' }): Sampled => ({
  enter,
  start: 'here',
  steps: {
    here: step,
    ...Object.fromEntries(stepsNamed(step).map(({ id }) => [id, { wait: 'PT5M' }])),
  },
});

const pathsOf = (paths: readonly PropertyKey[][]): string[] =>
  [
    ...new Set(paths.map((path) => path.map((key) => (typeof key === 'number' ? '*' : key)).join('.'))),
  ].sort();

const PLAIN: readonly string[] = ['string', 'number', 'boolean', 'enum', 'literal', 'null'];

/** A described schema is a copy of the one that it describes. */
const isOf = (schema: z.ZodType, wanted: z.ZodType): boolean =>
  schema === wanted || schema._zod.parent === wanted;

/** The places where a schema has a step's id or a condition, whatever its module declares. */
function placesIn(schema: z.ZodType, wanted: z.ZodType, path: string[] = []): string[] {
  if (isOf(schema, wanted)) return [path.join('.')];
  const inner = (each: z.core.$ZodType, key?: string) =>
    placesIn(each as z.ZodType, wanted, key === undefined ? path : [...path, key]);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return inner(schema.unwrap());
  if (schema instanceof z.ZodArray) return inner(schema.element, '*');
  if (schema instanceof z.ZodRecord) {
    if (schema.keyType === wanted) throw new Error('a step named by a key: say here how samples show it');
    return inner(schema.valueType, '*');
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((each) => inner(each));
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([key, each]) => inner(each as z.ZodType, key));
  if (!isOf(schema, Condition) && !PLAIN.includes(schema.type))
    throw new Error(`no way to look into a ${schema.type}: add it here`);
  return [];
}

/** Samples that leave a place of the schema empty would prove nothing about it. */
export function expectSamplesToFill(schema: z.ZodType, samples: readonly unknown[]): void {
  const ids = samples.flatMap(stepsNamed).map(({ path }) => path);
  expect(pathsOf(ids)).toEqual(placesIn(schema, StepId).sort());
  expect(pathsOf(samples.flatMap(conditionsMarked))).toEqual(placesIn(schema, Condition).sort());
}

export function findingsOf(journey: Sampled): string[] {
  const { ...settings }: Record<string, unknown> = programOf({ j: journey });
  const files: Record<string, unknown> = {};
  for (const kind of documentKinds) {
    for (const [id, thing] of Object.entries(settings[kind] ?? {})) files[`${kind}/${id}.json`] = thing;
    delete settings[kind];
  }
  const { findings } = checkProgram({ ...files, 'program.json': settings });
  return findings.map(({ file, pointer }) => `${file} ${pointer}`);
}

/** The journey with a condition in one of its places, and a harmless one in the others. */
const withOne = (journey: Sampled, place: PropertyKey[], condition: Condition): Sampled =>
  filled(journey, {
    condition: (path) => (path.join() === place.join() ? condition : { trait: 'plan', exists: true }),
  } satisfies Fill);

/** Every condition is checked, hashed at publish (I9), and its counters are kept. */
export async function expectConditionsToBeKnown(journey: Sampled): Promise<void> {
  const published = await hashOperands(programOf({ j: journey }), async () => 'hash');
  expect(JSON.stringify(published)).not.toContain('marked@example.com');
  expect(conditionsMarked(published)).toEqual([]);
  const places = conditionsMarked(journey);
  expect(JSON.stringify(published).split('hash').length - 1).toBeGreaterThanOrEqual(places.length);
  for (const place of places) {
    const pointer = `/${place.join('/')}`;
    expect(findingsOf(withOne(journey, place, { segment: 'nowhere' }))).toEqual([
      `journeys/j.json ${pointer}/segment`,
    ]);
    const counting = programOf({ j: withOne(journey, place, { did: 'Counted' }) });
    expect(readsCounters(journeyOf(counting)), pointer).toBe(true);
    expect(compileProgram(counting, 1).countersByEvent.has('Counted'), pointer).toBe(true);
  }
  expect(readsCounters(journeyOf(programOf({ j: journey })))).toBe(false);
}

function journeyOf({ journeys: { j } }: Program): NonNullable<typeof j> {
  if (!j) throw new Error('there is no journey');
  return j;
}
