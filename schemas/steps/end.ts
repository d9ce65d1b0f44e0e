// A step that ends the run with a reason.
import * as z from 'zod';

export const EndStep = z
  .strictObject({ end: z.string().min(1).max(200).describe('The reason, such as "bought already".') })
  .meta({
    description: 'Ends the journey for this person, with a reason that the timeline shows.',
    examples: [{ end: 'no reason to write' }],
  });
