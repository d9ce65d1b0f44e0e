// A step with several exits, chosen by conditions.
import * as z from 'zod';
import { Condition } from '../condition.ts';
import { StepId } from '../primitives.ts';
import type { Reason } from '../reason.ts';

export const BranchStep = z
  .strictObject({
    branch: z
      .array(z.strictObject({ if: Condition, next: StepId }))
      .min(1)
      .max(20),
    else: StepId.optional(),
  })
  .meta({
    description:
      'Goes to the first step whose condition holds, else to the step named by else; without one the journey ends.',
    examples: [{ branch: [{ if: { reachable: 'push' }, next: 'push' }], else: 'mail' }],
  });

/** Its own history entries, by their `what`. */
export interface BranchHistory {
  branched: { next?: string; why: Reason[] };
}
