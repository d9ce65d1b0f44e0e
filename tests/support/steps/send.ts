// Samples of the send step.
import type { StepOf } from '../../../schemas/steps/steps.ts';

export const send: StepOf<'send'>[] = [
  { send: 'email', template: 'mail', next: 'to-next' },
  { send: 'sms', template: 'text' },
];
