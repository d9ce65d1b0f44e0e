// Samples of conditions on reachability.
import fc from 'fast-check';
import type { ReachableCondition } from '../../../schemas/conditions/reachable.ts';
import type { ConditionSamples } from './samples.ts';

const samples: ReachableCondition[] = [{ reachable: 'email' }, { reachable: 'push' }, { reachable: 'sms' }];

export const reachable: ConditionSamples<ReachableCondition> = {
  samples,
  mistakes: [],
  sealed: [],
  arbitrary: () => fc.constantFrom(...samples),
};
