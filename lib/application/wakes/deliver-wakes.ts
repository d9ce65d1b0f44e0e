/**
 * A timer that ran out becomes a wake in its profile's mailbox (I7).
 *
 * The deduplication id is the timer message's own: its redelivery is one wake, but a second timer for the same moment
 * is a second wake. Otherwise SQS would drop the second for five minutes, and the dropped one might be the wake that
 * is needed (the first may have been folded before its time). Waking twice is harmless, never waking is not.
 *
 * The trace of a wake is the timer message's id: the trace from before the wait is not stored, since only the log
 * would use it.
 */
import type { Timer } from '../../../schemas/effects.ts';
import type { Envelope } from '../../../schemas/mailbox.ts';
import { traceOfUuid } from '../../domain/trace.ts';
import type { Queue, Queued } from '../../ports/queue.ts';

export interface DueTimer {
  /** The timer message's id in its queue: the same at each redelivery. */
  messageId: string;
  timer: Timer;
}

/** Returns the ids of the timer messages to retry. */
export async function deliverWakes(mailbox: Queue<Envelope>, due: readonly DueTimer[]): Promise<string[]> {
  const source = new Map(due.map(({ messageId, timer }) => [wake(messageId, timer), messageId]));
  const notTaken = await mailbox.put([...source.keys()]);
  return notTaken.flatMap((item) => source.get(item) ?? []);
}

function wake(messageId: string, { profile, wakeAt }: Timer): Queued<Envelope> {
  const id = `wake#${profile}#${wakeAt}`;
  const trace = traceOfUuid(messageId);
  return {
    group: profile,
    deduplicationId: `wake-${messageId}`,
    body: {
      v: 1,
      profile,
      keys: {},
      messages: [{ type: 'wake', id, wakeAt }],
      ...(trace === undefined ? {} : { trace }),
    },
  };
}
