// The build benchmark compares like with like: what each side builds from its own stored text decides alike.
import { expect, test } from 'vitest';
import { checkAlike } from '../../../bench/build/benchmark.ts';
import { sidesOf } from '../../../bench/build/sides.ts';
import { judgingAll, makeWorkload } from '../../../bench/decisions/workload.ts';
import { compileProgram } from '../../../lib/domain/program/compile.ts';

const SIZE = { seed: 3, journeys: 150, eventNames: 4, events: 80 };

test('all three builds from their stored texts enter the same journeys', async () => {
  const workload = makeWorkload(SIZE);
  expect(await checkAlike(workload, sidesOf(workload))).toBeGreaterThan(SIZE.events / 10);
});

test('a difference between the stored programs ends the run', async () => {
  const workload = makeWorkload(SIZE);
  const other = sidesOf(makeWorkload({ ...SIZE, seed: 4 }));
  await expect(checkAlike(workload, { ...sidesOf(workload), cairn: other.cairn })).rejects.toThrow('enters');
});

test('first use judges every journey of the program', () => {
  const workload = makeWorkload(SIZE);
  const compiled = compileProgram(workload.program, 1);
  const judged = new Set(
    judgingAll(workload, 'category').flatMap(({ event }) =>
      compiled.candidates(event.name, event.properties).map(({ id }) => id),
    ),
  );
  expect(judged).toEqual(new Set(Object.keys(workload.program.journeys)));
  const names = judgingAll(workload, 'name').map(({ event }) => event.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBe(SIZE.eventNames);
});
