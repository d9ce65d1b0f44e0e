// Continues along the first exit whose condition holds.
import type { Reason } from '../../profile/history.ts';
import { note, subjectOf } from '../turn.ts';
import type { StepModule } from './step-module.ts';

export const branch: StepModule<'branch'> = {
  reads: ({ branch }) => Array.isArray(branch),
  exits: (step) => [
    ...step.branch.map(({ next }, i) => ({ path: ['branch', i, 'next'], next })),
    ...(step.else === undefined ? [] : [{ path: ['else'], next: step.else }]),
  ],
  conditions: (step) => step.branch.map((arm, i) => ({ path: ['branch', i, 'if'], condition: arm.if })),
  run({ turn, journey, inside, id, step, tests }) {
    const subject = subjectOf(turn, journey, inside);
    const why: Reason[] = [];
    const taken = tests.findIndex((test) => test(subject, why));
    const next = taken < 0 ? step.else : step.branch[taken]?.next;
    note(turn, {
      type: 'journey',
      journey: journey.id,
      entry: inside.entry,
      what: 'branched',
      step: id,
      next,
      why,
    });
    return { next };
  },
  words: {
    branched: ({ step, next, why }, { because }) =>
      `Went at "${step}" on to ${next === undefined ? 'the end' : `"${next}"`}${because(why)}`,
  },
};
