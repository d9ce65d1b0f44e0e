// Samples of conditions whose part must not hold.
import fc from 'fast-check';
import type { NotCondition } from '../../../schemas/conditions/not.ts';
import type { ConditionSamples } from './samples.ts';

export const not: ConditionSamples<NotCondition> = {
  samples: [{ not: { segment: 'regular' } }, { not: { not: { trait: 'x', exists: true } } }],
  mistakes: [],
  sealed: [],
  arbitrary: (part) => fc.record({ not: part }),
  naive: (c, _subject, part) => !part(c.not),
};
