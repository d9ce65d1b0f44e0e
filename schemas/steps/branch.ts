// A step with several exits, chosen by conditions.
import * as z from 'zod';
import { Condition } from '../condition.ts';
import { StepId } from '../primitives.ts';
import type { Reason } from '../reason.ts';

export const BranchStep = z
  .strictObject({
    branch: z
      .array(
        z.strictObject({
          if: Condition.describe('What has to hold for this way, such as { "reachable": "push" }.'),
          next: StepId.describe('Id of the step to which it leads, such as "push".'),
        }),
      )
      .min(1)
      .max(20)
      .describe(
        'The ways, tried in this order, such as [{ "if": { "reachable": "push" }, "next": "push" }].',
      ),
    else: StepId.optional().describe(
      'Id of the step for everybody else, such as "mail". Without it the journey ends for them.',
    ),
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
