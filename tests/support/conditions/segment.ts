// Samples of conditions on segments.
import fc from 'fast-check';
import type { SegmentCondition } from '../../../schemas/conditions/segment.ts';
import type { ConditionSamples } from './samples.ts';

export const segment: ConditionSamples<SegmentCondition> = {
  samples: [{ segment: 'regular' }, { segment: 'lucky' }],
  mistakes: [[{ segment: 'missing' }, '/segment']],
  sealed: [],
  arbitrary: () => fc.constantFrom({ segment: 'regular' }, { segment: 'lucky' }),
};
