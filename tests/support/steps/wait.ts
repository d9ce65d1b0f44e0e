// Samples of the wait step.
import type { StepOf } from '../../../schemas/steps/steps.ts';

export const wait: StepOf<'wait'>[] = [{ wait: 'PT10M', next: 'to-next' }, { wait: 'P1DT40M' }];
