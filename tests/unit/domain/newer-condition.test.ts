// A program stored by a newer release may contain kinds of conditions unknown to this one: stored programs are not
// parsed.
import { expect, test } from 'vitest';
import { hashOperands } from '../../../lib/domain/program/hash-operands.ts';
import type { Program } from '../../../schemas/program.ts';
import { event, identify, Person, programOf, T0, waiting } from './person.ts';

const moon = { moon: 'full' };
const known = { property: 'x', eq: 1 };
const inside = waiting('P1D');

/** As stored: no schema has seen the conditions. */
function storedProgram(): Program {
  const program = programOf({
    plain: { enter: { on: 'A', if: known }, ...inside },
    newer: { enter: { on: 'A' }, ...inside },
    not: { enter: { on: 'A' }, ...inside },
    when: { enter: { when: { trait: 'y', exists: true } }, ...inside },
    branch: {
      enter: { on: 'A' },
      start: 'which',
      steps: {
        which: { branch: [{ if: known, next: 'other' }], else: 'rest' },
        other: { wait: 'P1D' },
        rest: { wait: 'P1D' },
      },
    },
  });
  const stored = JSON.parse(JSON.stringify(program));
  stored.segments.full = { id: 'full', if: moon };
  stored.journeys.newer.enter.if = { all: [known, moon] };
  stored.journeys.not.enter.if = { all: [known, { not: moon }] };
  stored.journeys.when.enter.when = {
    any: [{ trait: 'y', exists: true }, { not: { segment: 'full' } }],
  };
  stored.journeys.branch.steps.which.branch[0].if = { not: moon };
  return stored;
}

test('a condition of an unknown kind never holds, and the profile continues', () => {
  const person = new Person(storedProgram());
  person.take(T0, event('A', T0, { properties: { x: 1 } }), identify(T0, { y: 1 }));
  expect(person.poison).toEqual([]);
  expect(Object.keys(person.state?.journeys ?? {}).sort()).toEqual(['branch', 'plain']);
  expect(person.state?.journeys['branch']?.step).toBe('rest');
});

test('a condition of an unknown kind is published again unchanged', async () => {
  const stored = storedProgram();
  expect(await hashOperands(stored, async () => 'HASH')).toEqual(stored);
});
