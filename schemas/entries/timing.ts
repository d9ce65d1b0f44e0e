// What every entry may say of when it is open.
import * as z from 'zod';
import { Duration } from '../primitives.ts';

export const timing = {
  /** Absent: a profile enters once. */
  reenter: z.strictObject({ after: Duration }).optional(),
  /** What happened longer before its acceptance enters nothing. */
  maxAge: Duration.default('PT24H'),
};
