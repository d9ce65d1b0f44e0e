// How far the sweep of the wake index has come in a shard, as stored (lib/ports/wake-marks.ts explains each field).
import * as z from 'zod';

export const WakeMark = z.object({
  cursor: z.string().optional(),
  reached: z.int(),
  lookedBackAt: z.int(),
  lookBackTo: z.int(),
  lookingBack: z.object({ after: z.string().optional(), to: z.int() }).optional(),
});
export type WakeMark = z.infer<typeof WakeMark>;
