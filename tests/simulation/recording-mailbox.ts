// The mailbox for processes that put recipients' and providers' messages into it; records the ids of these messages.
import type { Queue } from '../../lib/ports/queue.ts';
import type { Envelope } from '../../schemas/mailbox.ts';
import type { Instance } from './instance.ts';
import { queueOf } from './queues.ts';
import type { World } from './world.ts';

/** `ids`: receives the ids of the events. */
export function recordingMailbox(world: World, instance: Instance, ids: string[]): Queue<Envelope> {
  const mailbox = queueOf(world, instance, 'mailbox');
  return {
    put(items) {
      for (const { body } of items)
        for (const message of body.messages)
          if (message.type === 'event') {
            world.note(message, body.profile);
            ids.push(message.id);
          }
      return mailbox.put(items);
    },
  };
}
