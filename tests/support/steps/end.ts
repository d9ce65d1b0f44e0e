// Samples of the end step.
import type { StepOf } from '../../../schemas/steps/steps.ts';

export const end: StepOf<'end'>[] = [{ end: 'no reason to write' }];
