// Samples of conditions of which every part must hold.
import fc from 'fast-check';
import type { AllCondition } from '../../../schemas/conditions/all.ts';
import type { ConditionSamples } from './samples.ts';

export const all: ConditionSamples<AllCondition> = {
  samples: [
    { all: [{ did: 'A', within: 'P1D' }] },
    { all: [{ trait: 'x', gt: 0 }, { reachable: 'email' }] },
    { all: [{ trait: 'x', gt: 0 }, { not: { did: 'A', within: 'PT5H' } }, { segment: 'lucky' }] },
  ],
  mistakes: [],
  sealed: [],
  arbitrary: (part) => fc.record({ all: fc.array(part, { minLength: 1, maxLength: 3 }) }),
  naive: (c, _subject, part) => c.all.every(part),
};
