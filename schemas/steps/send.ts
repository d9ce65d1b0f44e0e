// A step that sends a message and waits for its outcome.
import * as z from 'zod';
import { SendChannel, Slug, StepId } from '../primitives.ts';
import type { Reason } from '../reason.ts';

export const SendStep = z
  .strictObject({
    send: SendChannel.describe('The channel: "email", "sms" or "push".'),
    template: Slug.describe(
      'Id of a template for this channel, such as "cart-mail" for templates/cart-mail.json.',
    ),
    next: StepId.optional().describe(
      'Id of the step that follows once it is known what became of the message, such as "pause". Without it the journey ends here.',
    ),
  })
  .meta({
    description:
      'Sends a message and waits for what becomes of it. Goes on at once where the person cannot be reached; outside the window of the channel it waits.',
    examples: [{ send: 'email', template: 'cart-mail', next: 'pause' }],
  });

/** Its own history entries, by their `what`. */
export interface SendHistory {
  sends: { channel: SendChannel; sendId: string; template: string; why: Reason[]; program: number };
  held: { channel: SendChannel; reason: string };
}
