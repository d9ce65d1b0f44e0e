// Samples of conditions that a percentage of all profiles meets.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { SampleCondition } from '../../../schemas/conditions/sample.ts';
import type { ConditionSamples } from './samples.ts';

export const sample: ConditionSamples<SampleCondition> = {
  samples: [
    { sample: 10, salt: 'x' },
    { sample: 0, salt: 'tea' },
    { sample: 99.5, salt: 'ä' },
  ],
  mistakes: [],
  sealed: [],
  arbitrary: () => fc.record({ sample: fc.integer({ min: 0, max: 100 }), salt: fc.string({ minLength: 1 }) }),
  naive({ sample, salt }, { state }) {
    const text = JSON.stringify([salt, state.id]);
    const first = createHash('sha256').update(text).digest().readUInt32BE();
    return (100 * first) / 2 ** 32 < sample;
  },
};
