// Samples of the branch step.
import type { StepOf } from '../../../schemas/steps/steps.ts';
import { MARKED } from '../marks.ts';

export const branch: StepOf<'branch'>[] = [
  {
    branch: [
      { if: MARKED, next: 'to-first' },
      { if: MARKED, next: 'to-second' },
    ],
    else: 'to-else',
  },
  { branch: [{ if: MARKED, next: 'to-only' }] },
];
