// Ending waits (lib/application/wakes): the sweep of the index each minute, and expired timers.
import { timer as isTimer } from '../../schemas/generated/timer.js';
import type { Envelope } from '../../schemas/mailbox.ts';
import { type DueTimer, deliverWakes } from '../application/wakes/deliver-wakes.ts';
import { AHEAD_MS, type Sweep, wakeProfiles } from '../application/wakes/wake-profiles.ts';
import type { Log } from '../ports/log.ts';
import type { HandleBatch, Queue } from '../ports/queue.ts';

/** Time reserved for the page under way when the time is up. */
const RESERVE_MS = 8_000;

export interface SweepParts extends Omit<Sweep, 'endsAt'> {
  log: Log;
}

/**
 * `leftMs`: the time the function has left. The next run begins in a minute, and two at once would hand out the same
 * wakes.
 */
export function sweepWakes(parts: SweepParts): (leftMs: number) => Promise<void> {
  return async (leftMs) => {
    const endsAt = parts.clock() + Math.min(leftMs, AHEAD_MS) - RESERVE_MS;
    const swept = await wakeProfiles({ ...parts, endsAt });
    if (swept.handedOut > 0 || !swept.complete) parts.log.info('wakes handed out', { ...swept });
  };
}

/** Handles batches of the timers queue. */
export function deliverTimers({ mailbox, log }: { mailbox: Queue<Envelope>; log: Log }): HandleBatch {
  return async (batch) => {
    const due: DueTimer[] = [];
    const unreadable: string[] = [];
    for (const { messageId, body } of batch) {
      const timer = readTimer(body);
      if (timer) due.push({ messageId, timer });
      else unreadable.push(messageId);
    }
    if (unreadable.length > 0) log.error('timers that cannot be read', { messageIds: unreadable });
    return [...unreadable, ...(await deliverWakes(mailbox, due))];
  };
}

function readTimer(body: string): DueTimer['timer'] | undefined {
  try {
    const timer: unknown = JSON.parse(body);
    return isTimer(timer) ? timer : undefined;
  } catch {
    return undefined;
  }
}
