// A program is compiled lazily, but everything that counts events is known before the first event, wherever a journey
// uses it.
import { describe, expect, test } from 'vitest';
import { journeyHash } from '../../../lib/domain/journey/compiled-journey.ts';
import { compileProgram } from '../../../lib/domain/program/compile.ts';
import type { Condition } from '../../../schemas/condition.ts';
import { programOf, waiting } from './person.ts';

const did: Condition = { did: 'Seen', within: 'P7D' };
const plain: Condition = { property: 'x', eq: 1 };
const steps = (condition: Condition) => ({
  start: 'which',
  steps: {
    which: {
      branch: [
        { if: plain, next: 'rest' },
        { if: condition, next: 'rest' },
      ],
    },
    rest: { wait: 'P1D' },
  },
});

describe('everything that counts events is compiled at once', () => {
  test.each<[string, object]>([
    ['the condition of an entry', { enter: { on: 'A', if: did }, ...waiting('P1D') }],
    ['an entry that time changes', { enter: { when: did }, ...waiting('P1D') }],
    [
      'deep inside a condition',
      { enter: { on: 'A', if: { all: [plain, { any: [plain, { not: did }] }] } }, ...waiting('P1D') },
    ],
    ['a segment', { enter: { on: 'A', if: { not: { segment: 'seen' } } }, ...waiting('P1D') }],
    ['a goal', { enter: { on: 'A' }, goal: { on: 'B', if: did }, ...waiting('P1D') }],
    ['a later exit', { enter: { on: 'A' }, exit: [{ on: 'B' }, { on: 'C', if: did }], ...waiting('P1D') }],
    ['a branch', { enter: { on: 'A' }, ...steps(did) }],
  ])('%s', (_, journey) => {
    const segments = { seen: { id: 'seen', if: did } };
    const { countersByEvent, counters } = compileProgram(programOf({ j: journey }, { segments }), 1);
    expect(countersByEvent.get('Seen')).toHaveLength(1);
    expect([...counters.values()].every(({ live }) => live)).toBe(true);
  });

  test('an older version counts only for those inside it, the live ones for everybody', () => {
    const old = programOf({ j: { enter: { on: 'A' }, ...steps(did) } }).journeys['j'];
    if (!old) throw new Error('no journey');
    const compiled = compileProgram(programOf({ j: { enter: { on: 'A' }, ...waiting('P1D') } }), 2, [old]);
    expect(compiled.countersByEvent.get('Seen')).toMatchObject([{ live: false }]);
    expect(compiled.version('j', journeyHash(old))?.source).toEqual(old);
    expect(compiled.journey('j')?.source).not.toEqual(old);
    expect(compiled.countersOf({ journeys: {}, handledAt: 0 })).toEqual([]);
    const same = compileProgram(programOf({ j: { enter: { on: 'A' }, ...waiting('P1D') } }), 2);
    expect(compiled.counterSet).toBe(same.counterSet);
  });
});

test('a journey that is not in the program is not found, whatever its name', () => {
  const compiled = compileProgram(programOf({ j: { enter: { on: 'A' }, ...waiting('P1D') } }), 1);
  expect(compiled.journey('constructor')).toBeUndefined();
  expect(compiled.version('j', 'another hash')).toBeUndefined();
  expect(compiled.candidates('B', {})).toEqual([]);
});
