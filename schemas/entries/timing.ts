// When an entry is open; common to every kind of entry.
import * as z from 'zod';
import { Duration } from '../primitives.ts';

export const timing = {
  /** Absent: a profile enters once. */
  reenter: z.strictObject({ after: Duration }).optional(),
  /** An event that happened longer than this before its acceptance does not enter. */
  maxAge: Duration.default('PT24H'),
};
