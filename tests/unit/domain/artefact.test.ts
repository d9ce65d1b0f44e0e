// What publishing stores beside the program so that no function has to search it at its start.
import { expect, test } from 'vitest';
import { artefactOf, contentOf } from '../../../lib/domain/program/artefact.ts';
import { compileProgram } from '../../../lib/domain/program/compile.ts';
import { programOf } from './person.ts';

const program = programOf({
  counts: { enter: { on: 'A', if: { did: 'B' } }, start: 'pause', steps: { pause: { wait: 'PT1H' } } },
  looks: { enter: { on: 'A' }, start: 'pause', steps: { pause: { wait: 'PT1H' } } },
});

test('an artefact names the journeys that read a counter, and holds the program unchanged', () => {
  const artefact = artefactOf(program);
  expect(artefact.counting).toEqual({ kinds: ['did', 'segment'], journeys: ['counts'] });
  expect(contentOf(artefact)).toEqual(program);
});

test('only the journeys that it names are searched for counters', () => {
  const counting = { kinds: ['did', 'segment'], journeys: [] };
  expect([...compileProgram(artefactOf(program), 1).countersByEvent.keys()]).toEqual(['B']);
  expect([...compileProgram({ ...program, counting }, 1).countersByEvent.keys()]).toEqual([]);
});

test('every journey is searched where another release published it, or one with other kinds of condition', () => {
  const counting = { kinds: ['did'], journeys: [] };
  for (const published of [program, { ...program, counting }])
    expect([...compileProgram(published, 1).countersByEvent.keys()]).toEqual(['B']);
});
