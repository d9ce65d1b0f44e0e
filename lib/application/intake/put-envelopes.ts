// Puts a request's envelopes into the mailbox queue: all of them, or it throws Unavailable (I1).
import type { Envelope } from '../../../schemas/mailbox.ts';
import { type Queue, type Queued, Unavailable } from '../../ports/queue.ts';

/** Anonymous profiles first: their events precede the link to the user that the same request may make. */
export async function putEnvelopes(
  mailbox: Queue<Envelope>,
  items: readonly Queued<Envelope>[],
): Promise<void> {
  const anonymous = items.filter(({ group }) => group?.startsWith('a-'));
  const known = items.filter(({ group }) => !group?.startsWith('a-'));
  for (const part of [anonymous, known]) {
    const answers = await Promise.allSettled(lanes(part).map((lane) => mailbox.put(lane)));
    for (const answer of answers) {
      if (answer.status === 'rejected')
        throw new Unavailable('The mailbox could not be reached.', { cause: answer.reason });
      if (answer.value.length > 0)
        throw new Unavailable(`The mailbox did not take ${answer.value.length} envelopes.`);
    }
  }
}

const LANES = 6;
const LANE_MIN = 10;

/**
 * A FIFO queue takes one call after the other. Groups have no order between them, so large requests use several
 * lanes.
 */
function lanes(items: readonly Queued<Envelope>[]): Queued<Envelope>[][] {
  const count = Math.min(LANES, Math.ceil(items.length / LANE_MIN));
  const lanes: Queued<Envelope>[][] = Array.from({ length: count }, () => []);
  const laneOf = new Map<string | undefined, number>();
  for (const item of items) {
    const lane = laneOf.get(item.group) ?? laneOf.size % count;
    laneOf.set(item.group, lane);
    lanes[lane]?.push(item);
  }
  return lanes;
}
