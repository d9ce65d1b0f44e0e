// A step that waits.
import * as z from 'zod';
import { Duration, StepId } from '../primitives.ts';

export const WaitStep = z
  .strictObject({
    wait: Duration.describe('How long, such as "PT1H" for an hour or "P7D" for a week.'),
    next: StepId.optional().describe(
      'Id of the step that follows, such as "mail". Without it the journey ends here.',
    ),
  })
  .meta({
    description: 'Waits this long.',
    examples: [{ wait: 'PT1H', next: 'mail' }],
  });
