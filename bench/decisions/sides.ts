// The sides that decide, and the check that all decide alike.
import type { CompiledProgram } from '../../lib/domain/program/compile.ts';
import { decide, decideAndEnter, type Judge, wholeStep } from './cairn.ts';
import { buildLogic, dataOf, decideByLogic, logicOf } from './json-logic.ts';
import { decideByRules, enginesOf, factsOf, rulesOf } from './rules-engine.ts';
import type { Workload } from './workload.ts';

export const SHOWN = {
  rules: 'json-rules-engine, one Engine per event name',
  logic: 'json-logic-engine, compiled, by event name',
  decide: 'Cairn, decision only',
  decideAndEnter: 'Cairn, decision with reasons and entry',
  wholeStep: 'Cairn, whole step',
} as const;
export type SideName = keyof typeof SHOWN;

export const JUDGES = { decide, decideAndEnter, wholeStep } satisfies Record<string, Judge>;

/**
 * Decides every occurrence once and returns how many journeys were entered, so that the work cannot be optimised
 * away.
 */
export type Pass = () => number | Promise<number>;

export function passesOf(workload: Workload, compiled: CompiledProgram): Record<SideName, Pass> {
  const { occurrences, program } = workload;
  const engines = enginesOf(rulesOf(program));
  const built = buildLogic(logicOf(program));
  const prepared = occurrences.map((each) => ({
    name: each.event.name,
    facts: factsOf(each),
    data: dataOf(each),
  }));
  const ours = (judge: Judge): Pass => {
    return () => {
      let entered = 0;
      for (const occurrence of occurrences) entered += judge(compiled, occurrence).length;
      return entered;
    };
  };
  return {
    async rules() {
      let entered = 0;
      for (const { name, facts } of prepared) entered += (await decideByRules(engines, name, facts)).length;
      return entered;
    },
    logic() {
      let entered = 0;
      for (const { name, data } of prepared) entered += decideByLogic(built, name, data).length;
      return entered;
    },
    decide: ours(decide),
    decideAndEnter: ours(decideAndEnter),
    wholeStep: ours(wholeStep),
  };
}

/** Every side's decision for every event, sorted. Throws where two differ. */
export async function checkAlike(
  workload: Workload,
  compiled: CompiledProgram,
): Promise<{ entered: number }> {
  const engines = enginesOf(rulesOf(workload.program));
  const built = buildLogic(logicOf(workload.program));
  let entered = 0;
  for (const occurrence of workload.occurrences) {
    const { event } = occurrence;
    const expected = (await decideByRules(engines, event.name, factsOf(occurrence))).sort();
    const others = {
      'json-logic-engine': decideByLogic(built, event.name, dataOf(occurrence)),
      ...Object.fromEntries(
        Object.entries(JUDGES).map(([name, judge]) => [name, judge(compiled, occurrence)]),
      ),
    };
    for (const [name, answer] of Object.entries(others))
      if (answer.sort().join() !== expected.join())
        throw new Error(
          `${event.id} (${event.name}): ${name} enters ${answer}; json-rules-engine ${expected}`,
        );
    entered += expected.length;
  }
  if (entered === 0) throw new Error('no event enters anything: there is nothing to compare');
  return { entered };
}
