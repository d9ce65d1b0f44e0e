// { "reachable": channel }: whether the channel may reach the profile for the journey's purpose.
import * as z from 'zod';
import { SendChannel } from '../primitives.ts';

export const ReachableCondition = z
  .strictObject({ reachable: SendChannel.describe('The channel: "email", "sms" or "push".') })
  .meta({
    description:
      'The channel can reach the person: there is an address, consent for the purpose of the journey, and no suppression.',
    examples: [{ reachable: 'email' }],
  });
export type ReachableCondition = z.infer<typeof ReachableCondition>;
