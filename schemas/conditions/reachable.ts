// { "reachable": channel }: whether the channel may reach the profile for the journey's purpose.
import * as z from 'zod';
import { SendChannel } from '../primitives.ts';

export const ReachableCondition = z.strictObject({ reachable: SendChannel });
export type ReachableCondition = z.infer<typeof ReachableCondition>;
