// Entry when a condition turns true.
import * as z from 'zod';
import { Condition } from '../condition.ts';
import { timing } from './timing.ts';

export const WhenEntry = z
  .strictObject({
    when: Condition.describe(
      'People enter as soon as this turns true for them, such as { "reachable": "email" }.',
    ),
    ...timing,
  })
  .meta({
    description: 'Entered when this condition turns true. Publishing enters nobody.',
    examples: [{ when: { reachable: 'email' } }],
  });
