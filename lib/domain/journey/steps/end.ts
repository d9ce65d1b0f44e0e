// Ends the run with the marketer's reason.
import type { StepModule } from './step-module.ts';

export const end: StepModule<'end'> = {
  reads: ({ end }) => typeof end === 'string',
  exits: () => [],
  conditions: () => [],
  run: ({ step }) => ({ end: step.end }),
  words: {},
};
