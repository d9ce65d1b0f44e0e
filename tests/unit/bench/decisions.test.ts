// The benchmark compares like with like: both engines enter the same journeys, event by event. Nothing here is timed.
import { expect, test } from 'vitest';
import { decide, decideAndEnter, wholeStep } from '../../../bench/decisions/cairn.ts';
import { buildLogic, dataOf, decideByLogic, logicOf } from '../../../bench/decisions/json-logic.ts';
import { decideByRules, enginesOf, factsOf, rulesOf } from '../../../bench/decisions/rules-engine.ts';
import { checkAlike } from '../../../bench/decisions/sides.ts';
import { makeWorkload } from '../../../bench/decisions/workload.ts';
import { compileProgram } from '../../../lib/domain/program/compile.ts';

const SIZE = { seed: 7, journeys: 200, eventNames: 5, events: 120 };

test.each([1, 2, 3])('both engines enter the same journeys on every event, seed %i', async (seed) => {
  const workload = makeWorkload({ ...SIZE, seed });
  const { entered } = await checkAlike(workload, compileProgram(workload.program, 1));
  expect(entered).toBeGreaterThan(SIZE.events / 10);
});

test('the same seed makes the same journeys and events, another seed others', () => {
  expect(makeWorkload(SIZE)).toEqual(makeWorkload(SIZE));
  expect(makeWorkload({ ...SIZE, seed: 8 })).not.toEqual(makeWorkload(SIZE));
});

test('a difference in one condition is found and named', async () => {
  const workload = makeWorkload(SIZE);
  const changed = makeWorkload(SIZE).program;
  for (const { enter } of Object.values(changed.journeys)) if ('if' in enter) delete enter.if;
  await expect(checkAlike(workload, compileProgram(changed, 1))).rejects.toThrow(/json-rules-engine/);
});

test('every kind of condition holds for some and fails for others', async () => {
  const { program, occurrences } = makeWorkload({ ...SIZE, journeys: 300, events: 200 });
  const compiled = compileProgram(program, 1);
  const engines = enginesOf(rulesOf(program));
  const built = buildLogic(logicOf(program));
  const kinds = new Map<string, { entered: number; asked: number }>();
  const kindOf = (id: string) => {
    const enter = program.journeys[id]?.enter;
    const text = JSON.stringify(enter && 'if' in enter ? enter.if : 'none');
    return text.replace(/:("[^"]*"|[\d.]+|true|false|\["[^\]]*\])/g, '');
  };
  for (const occurrence of occurrences) {
    const entered = new Set(decide(compiled, occurrence));
    expect(new Set(decideAndEnter(compiled, occurrence))).toEqual(entered);
    expect(new Set(wholeStep(compiled, occurrence))).toEqual(entered);
    const theirs = await decideByRules(engines, occurrence.event.name, factsOf(occurrence));
    expect(new Set(theirs)).toEqual(entered);
    const byLogic = decideByLogic(built, occurrence.event.name, dataOf(occurrence));
    expect(new Set(byLogic)).toEqual(entered);
    for (const { id, enter } of Object.values(program.journeys)) {
      if (!('on' in enter) || enter.on !== occurrence.event.name) continue;
      const kind = kinds.get(kindOf(id)) ?? { entered: 0, asked: 0 };
      kinds.set(kindOf(id), kind);
      kind.asked += 1;
      if (entered.has(id)) kind.entered += 1;
    }
  }
  expect(kinds.size).toBeGreaterThanOrEqual(7);
  for (const [kind, { entered, asked }] of kinds) {
    expect(entered, kind).toBeGreaterThan(0);
    expect(entered, kind).toBeLessThan(asked);
  }
});

test('journeys on other events are added to the same journeys and events', () => {
  const [few, many] = [makeWorkload(SIZE), makeWorkload({ ...SIZE, others: 50 })];
  expect(many.occurrences).toEqual(few.occurrences);
  expect(Object.keys(many.program.journeys)).toHaveLength(SIZE.journeys + 50);
  expect(many.program.journeys).toMatchObject(few.program.journeys);
});
