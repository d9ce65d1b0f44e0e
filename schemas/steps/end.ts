// A step that ends the run with a reason.
import * as z from 'zod';

export const EndStep = z.strictObject({ end: z.string().min(1).max(200) });
