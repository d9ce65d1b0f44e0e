// Samples of every kind of step, which contract tests, property tests and the simulation use. Together the samples of
// a kind fill every place of its schema. Templates are those of the programs in tests: `mail`, `text` and `note`.
import type { Condition } from '../../../schemas/condition.ts';
import type { Step, StepKind, StepOf } from '../../../schemas/steps/steps.ts';
import { filled, stepsNamed } from '../marks.ts';
import { branch } from './branch.ts';
import { end } from './end.ts';
import { send } from './send.ts';
import { wait } from './wait.ts';

export const stepSamples: { [K in StepKind]: readonly StepOf<K>[] } = { wait, branch, send, end };

export const allStepSamples: readonly Step[] = Object.values(stepSamples).flat();

/** All samples that lead on, one after another, then the `last` of those that do not. */
export function tour(condition: Condition, last: number): { start: string; steps: Record<string, Step> } {
  const [leadOn, end] = [true, false].map((leads) =>
    allStepSamples.filter((sample) => stepsNamed(sample).length > 0 === leads),
  ) as [Step[], Step[]];
  const way = [...leadOn, ...end.slice(last % end.length).slice(0, 1)];
  const steps = way.map((sample, i) => [
    `s${i}`,
    filled(sample, { step: () => `s${i + 1}`, condition: () => condition }),
  ]);
  return { start: 's0', steps: Object.fromEntries(steps) };
}
