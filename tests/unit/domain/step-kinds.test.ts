// The contract of every kind of step, tested with its samples in tests/support/steps.
import { describe, expect, test } from 'vitest';
import { inWords } from '../../../lib/application/profiles/words.ts';
import type { Condition } from '../../../schemas/condition.ts';
import type { Program } from '../../../schemas/program.ts';
import { Step, type StepKind, stepSchemas } from '../../../schemas/steps/steps.ts';
import { filled, stepsNamed } from '../../support/marks.ts';
import { allStepSamples, stepSamples } from '../../support/steps/steps.ts';
import {
  expectConditionsToBeKnown,
  expectSamplesToFill,
  findingsOf,
  journeyAt,
  type Sampled,
} from './kinds.ts';
import { DAY, event, HOUR, MINUTE, outcome, Person, programOf, T0 } from './person.ts';

const kinds = Object.entries(stepSamples) as [StepKind, readonly Step[]][];
const samples = kinds.flatMap(([kind, steps]) => steps.map((step, i) => [`${kind} ${i + 1}`, step] as const));
const YES: Condition = { not: { trait: 'nothing', exists: true } };
const NO: Condition = { trait: 'nothing', exists: true };

describe.each(kinds)('the kind %s', (kind, steps) => {
  test('has a sample for every step id and every condition of its schema', () => {
    expect(steps.length).toBeGreaterThan(0);
    expectSamplesToFill(stepSchemas[kind], steps);
  });

  test('is known by its own key alone', () => {
    for (const step of steps) {
      expect(Step.parse(step)).toEqual(step);
      expect(Object.keys(stepSchemas).filter((key) => Object.hasOwn(step, key))).toEqual([kind]);
    }
  });
});

describe.each(samples)('a journey at %s', (_, step) => {
  const journey = journeyAt(step);

  test('has no findings, and one for every missing step', () => {
    expect(findingsOf(journey)).toEqual([]);
    for (const { id, path } of stepsNamed(step)) {
      const { [id]: _gone, ...others } = journey.steps;
      const without = { ...journey, steps: others };
      expect(findingsOf(without)).toEqual([`journeys/j.json /steps/here/${path.join('/')}`]);
      // A cycle would never end, so an exit that leads back is found too.
      const back = filled(step, { step: (name) => (name === id ? 'here' : name) });
      expect(findingsOf({ ...journey, steps: { ...others, here: back } })).toEqual([
        `journeys/j.json /steps/here/${path.join('/')}`,
      ]);
    }
  });

  test('has its conditions checked, hashed and counted for', async () => {
    await expectConditionsToBeKnown(journey);
  });

  test('may not look at a triggering event where there is none', () => {
    const looking = filled(journeyAt(step, { when: YES }), {
      condition: () => ({ property: 'price', gt: 1 }),
    });
    const places = JSON.stringify(looking).split('"price"').length - 1;
    expect(findingsOf(looking)).toHaveLength(places);
  });

  test.each([
    ['by a reachable person', true, YES],
    ['by an unreachable person', false, YES],
    ['by a person for whom no condition holds', true, NO],
  ])('ends when walked %s, in words', (_who, reachable, condition) => {
    const person = new Person(programOf({ j: filled(journey, { condition: () => condition }) }));
    if (reachable) person.reachable(T0);
    person.take(T0, event('Start', T0));
    expectToEnd(person);
    for (const entry of person.history) {
      const words = inWords(entry);
      expect(words).not.toMatch(/undefined|\[object/);
      if (entry.type === 'journey') expect(words).not.toBe(entry.what);
    }
  });

  const elsewhere: [string, Sampled][] = [
    [
      'was edited away',
      { ...journeyAt({ wait: 'PT1M' }), start: 'other', steps: { other: { wait: 'PT1M' } } },
    ],
    ['is of a kind from a later release', unknownKind()],
    ...allStepSamples.map((other): [string, Sampled] => ['was edited into another', journeyAt(other)]),
  ];
  test.each(elsewhere)('ends for everybody if the step %s', (_what, edited) => {
    const before = programOf({ j: { ...filled(journey, { condition: () => YES }), inside: 'move' } });
    const after = programNotChecked({ ...filled(edited, { condition: () => YES }), inside: 'move' });
    for (const answered of [true, false]) {
      const person = new Person(before).reachable(T0);
      person.take(T0, event('Start', T0));
      person.publish(after);
      if (answered)
        for (const send of person.sends) person.take(T0 + MINUTE, outcome(send, 'sent', T0 + MINUTE));
      expectToEnd(person);
      expect(person.poison).toEqual([]);
    }
  });
});

test('a journey that begins with a step of an unknown kind ends with that reason', () => {
  const person = new Person(programNotChecked(unknownKind()));
  person.take(T0, event('Start', T0));
  expect(person.recorded('j')).toEqual(['entered', 'finished']);
  expect(person.reasons('j')).toEqual(['kind of step is unknown']);
});

/** At every moment it is done or will be woken, and in the end it is done (I7). */
function expectToEnd(person: Person): void {
  for (let until = T0; until < T0 + 9 * DAY; until += HOUR) {
    const inside = person.journey('j');
    if (inside?.phase === 'done') return;
    expect(inside?.wakeAt).toBeDefined();
    expect(person.state?.wakeAt).toBeLessThanOrEqual(inside?.wakeAt ?? 0);
    person.wait(until);
  }
  expect(person.journey('j')?.phase).toBe('done');
}

function unknownKind(): Sampled {
  return journeyAt({ teleport: 'home', next: 'to-next' } as unknown as Step);
}

/** As a later release may have published it: this one's schema would refuse it. */
function programNotChecked({ start, steps, inside = 'finish' }: Sampled & { inside?: string }): Program {
  const program = programOf({ j: { enter: { on: 'Start' }, inside, start: 'any', steps: {} } });
  const { j } = program.journeys;
  return { ...program, journeys: { j: { ...j, start, steps } as NonNullable<typeof j> } };
}
