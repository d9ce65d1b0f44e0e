// Waits for a duration, counted from when the step began.
import { durationMs } from '../../time/duration.ts';
import { NO_CONDITIONS, type StepModule } from './step-module.ts';

export const wait: StepModule<'wait'> = {
  reads: ({ wait }) => typeof wait === 'string',
  exits: ({ next }) => (next === undefined ? [] : [{ path: ['next'], next }]),
  conditions: () => NO_CONDITIONS,
  run({ turn, step, began }) {
    const until = began + durationMs(step.wait);
    return until > turn.at ? { until } : { next: step.next, began: turn.at };
  },
  onWake: ({ step }) => ({ next: step.next }),
  words: {},
};
