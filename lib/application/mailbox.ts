// A message addressed to a profile's mailbox: one message group per profile, deduplicated by the message's id.
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
