// A message on its way to a profile's mailbox: one group a profile, once by its id.
import type { Envelope } from '../../schemas/mailbox.ts';
import type { TraceId } from '../../schemas/primitives.ts';
import type { Queued } from '../ports/queue.ts';

export function inMailbox(
  profile: Envelope['profile'],
  message: Envelope['messages'][number],
  trace?: TraceId,
): Queued<Envelope> {
  return {
    body: { v: 1, profile, keys: {}, messages: [message], ...(trace === undefined ? {} : { trace }) },
    group: profile,
    deduplicationId: message.id,
  };
}
