// A step that waits.
import * as z from 'zod';
import { Duration, StepId } from '../primitives.ts';

export const WaitStep = z.strictObject({ wait: Duration, next: StepId.optional() });
