// Ends the entry with the reason that the marketer gives.
import type { StepModule } from './step-module.ts';

export const end: StepModule<'end'> = {
  exits: () => [],
  conditions: () => [],
  run: ({ step }) => ({ end: step.end }),
  words: {},
};
