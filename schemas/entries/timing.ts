// When an entry is open; common to every kind of entry.
import * as z from 'zod';
import { Duration } from '../primitives.ts';

export const timing = {
  reenter: z
    .strictObject({
      after: Duration.describe('How long after the last entry a person may enter again, such as "P7D".'),
    })
    .optional()
    .describe('Lets a person enter again, such as { "after": "P7D" }. Without it everybody enters once.'),
  maxAge: Duration.default('PT24H').describe(
    'An event that happened longer ago than this when it arrives enters nobody, such as "PT24H" (the default): history can be imported safely.',
  ),
};
