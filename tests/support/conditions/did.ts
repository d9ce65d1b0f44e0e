// Samples of conditions on what happened.
import fc from 'fast-check';
import type { DidCondition } from '../../../schemas/conditions/did.ts';
import type { ConditionSamples } from './samples.ts';

export const did: ConditionSamples<DidCondition> = {
  samples: [
    { did: 'A' },
    { did: 'A', times: { gte: 2, lt: 9 } },
    { did: 'A', within: 'PT30M' },
    { did: 'A', within: 'PT6H', times: { eq: 0 } },
    {
      did: 'B',
      within: 'P7D',
      where: { all: [{ property: 'x', gt: 0 }, { not: { property: 'y', eq: 'a' } }] },
    },
    { did: 'B', same: 'x', within: 'P1D' },
  ],
  mistakes: [
    [{ did: 'A', same: 'x', times: { gte: 99 } }, '/times/gte'],
    [{ did: 'A', within: 'PT1H', times: { eq: 32 } }, '/times/eq'],
    [{ did: 'A', where: { trait: 'x', exists: true } }, '/where'],
  ],
  sealed: [],
  arbitrary: () =>
    fc.record(
      {
        did: fc.constantFrom('A', 'B'),
        times: fc.constantFrom({ gte: 1 }, { eq: 0 }, { gt: 1, lte: 3 }),
        within: fc.constantFrom('PT30M', 'PT1H', 'PT5H', 'P3D', 'P30D'),
        where: fc.constantFrom({ property: 'x', gt: 0 }, { not: { property: 'y', exists: true } }),
      },
      { requiredKeys: ['did'] },
    ),
};
