// Ends the run with the marketer's reason.
import { NO_CONDITIONS, type StepModule } from './step-module.ts';

export const end: StepModule<'end'> = {
  reads: ({ end }) => typeof end === 'string',
  exits: () => [],
  conditions: () => NO_CONDITIONS,
  run: ({ step }) => ({ end: step.end }),
  words: {},
};
