// Samples of conditions on a property.
import fc from 'fast-check';
import type { PropertyCondition } from '../../../schemas/conditions/property.ts';
import { holdOf, name, operators } from './operators.ts';
import { type ConditionSamples, SEALED_OPERAND } from './samples.ts';

export const property: ConditionSamples<PropertyCondition> = {
  samples: [
    { property: 'x', gte: 2, lt: 9 },
    { property: 'a.b', matches: '^c', exists: true },
    { property: 'email.domain', in: ['example.org'] },
    { property: 'constructor', exists: false },
  ],
  mistakes: [
    [{ property: 'x', matches: '(' }, '/matches'],
    [{ property: 'email', gt: 'a' }, '/gt'],
  ],
  sealed: [
    { property: 'email', eq: SEALED_OPERAND },
    { property: 'street', eq: SEALED_OPERAND, exists: true },
  ],
  arbitrary: () => fc.tuple(name, operators).map(([property, asked]) => ({ property, ...asked })),
  naive: ({ property, ...asked }, subject) => holdOf(asked, subject.properties ?? {}, property),
};
