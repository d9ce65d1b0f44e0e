// A step that waits.
import * as z from 'zod';
import { Duration, StepId } from '../primitives.ts';

export const WaitStep = z.strictObject({ wait: Duration, next: StepId.optional() }).meta({
  description: 'Waits this long.',
  examples: [{ wait: 'PT1H', next: 'mail' }],
});
