// Moves time from one due event to the next, each time only when no more work is in progress.

import type { CloudClock } from './clock.ts';
import type { Wakes } from './events/wakes.ts';
import type { Idle } from './idle.ts';

export interface Traveller {
  /** Moves the clock forward by this much and resolves when everything that fell due is done. */
  advance(ms: number): Promise<void>;
}

export function traveller(clock: CloudClock, idle: Idle, wakes: Wakes | undefined): Traveller {
  let last: Promise<void> = Promise.resolve();

  async function travel(ms: number): Promise<void> {
    clock.freeze();
    try {
      const target = clock.now() + ms;
      for (;;) {
        await idle.settled();
        const timer = clock.nextDue() ?? Number.POSITIVE_INFINITY;
        const wake = (await wakes?.nextDue()) ?? Number.POSITIVE_INFINITY;
        const due = Math.min(timer, wake);
        if (due > target) break;
        clock.jumpTo(due);
        if (wake <= due) wakes?.sweep(clock.now());
      }
      clock.jumpTo(target);
      await idle.settled();
    } finally {
      clock.thaw();
    }
  }

  return {
    advance(ms) {
      const mine = last.then(() => travel(ms));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
