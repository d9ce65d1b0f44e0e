// The mailbox as those reach it who put words of recipients and providers into it: what they ask it to take is noted.
import type { Queue } from '../../lib/ports/queue.ts';
import type { Envelope } from '../../schemas/mailbox.ts';
import type { Instance } from './instance.ts';
import { queueOf } from './queues.ts';
import type { World } from './world.ts';

/** `said`: gets the ids of the events. */
export function notingMailbox(world: World, instance: Instance, said: string[]): Queue<Envelope> {
  const mailbox = queueOf(world, instance, 'mailbox');
  return {
    put(items) {
      for (const { body } of items)
        for (const message of body.messages)
          if (message.type === 'event') {
            world.note(message, body.profile);
            said.push(message.id);
          }
      return mailbox.put(items);
    },
  };
}
