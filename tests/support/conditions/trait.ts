// Samples of conditions on a trait.
import fc from 'fast-check';
import type { TraitCondition } from '../../../schemas/conditions/trait.ts';
import { holdOf, name, operators } from './operators.ts';
import { type ConditionSamples, SEALED_OPERAND } from './samples.ts';

export const trait: ConditionSamples<TraitCondition> = {
  samples: [
    { trait: 'x', gte: 2, lt: 9 },
    { trait: 'a.b', matches: '^c', exists: true },
    { trait: 'email.domain', in: ['example.org'] },
    { trait: 'constructor', exists: false },
  ],
  mistakes: [
    [{ trait: 'x', matches: '(' }, '/matches'],
    [{ trait: 'street', contains: 'a' }, '/contains'],
  ],
  sealed: [
    { trait: 'email', eq: SEALED_OPERAND },
    { trait: 'street', eq: SEALED_OPERAND, exists: true },
  ],
  arbitrary: () => fc.tuple(name, operators).map(([trait, asked]) => ({ trait, ...asked })),
  naive: ({ trait, ...asked }, subject) => holdOf(asked, subject.state.traits, trait),
};
