// Samples of conditions on consent.
import fc from 'fast-check';
import type { ConsentCondition } from '../../../schemas/conditions/consent.ts';
import type { ConditionSamples } from './samples.ts';

const samples: ConsentCondition[] = [
  { consent: { purpose: 'marketing', channel: 'email' } },
  { consent: { purpose: 'service', channel: 'sms' } },
];

export const consent: ConditionSamples<ConsentCondition> = {
  samples,
  mistakes: [[{ consent: { purpose: 'missing', channel: 'email' } }, '/consent/purpose']],
  sealed: [],
  arbitrary: () => fc.constantFrom(...samples),
};
