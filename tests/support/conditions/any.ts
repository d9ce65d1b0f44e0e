// Samples of conditions of which one part must hold.
import fc from 'fast-check';
import type { AnyCondition } from '../../../schemas/conditions/any.ts';
import type { ConditionSamples } from './samples.ts';

export const any: ConditionSamples<AnyCondition> = {
  samples: [
    { any: [{ did: 'A', within: 'P1D' }] },
    { any: [{ trait: 'x', gt: 0 }, { reachable: 'email' }] },
    { any: [{ trait: 'x', gt: 0 }, { not: { did: 'A', within: 'PT5H' } }, { segment: 'lucky' }] },
  ],
  mistakes: [],
  sealed: [],
  arbitrary: (part) => fc.record({ any: fc.array(part, { minLength: 1, maxLength: 3 }) }),
  naive: (c, _subject, part) => c.any.some(part),
};
