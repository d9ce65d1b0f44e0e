// Fires the sweep of waiting profiles only in minutes in which it has something to hand out: sweeping each minute of
// a week that a person skips would take too long.
//
// Invariants
//   - a sweep at minute M hands out every wake up to M + 60 s (I7), so a wake at W is fired at the last minute <= W
//     that reaches it.
//   - a wake that is still in the index ten minutes after it was handed out is swept again, as the function itself
//     does.

import type { CloudClock } from '../clock.ts';

export interface WakeIndex {
  /** The earliest wake (epoch ms) later than a time, over all shards. */
  earliestAfter(time: number): Promise<number | undefined>;
}

const MINUTE_MS = 60_000;
const HAND_OUT_AGAIN_MS = 10 * MINUTE_MS;

export class Wakes {
  #clock: CloudClock;
  #index: WakeIndex;
  #fire: (at: number) => void;
  #sweptAt: number;
  /** Everything up to here was handed out. */
  #horizon = 0;
  /** What nextDue() found; valid as long as no function that can write profiles has run since. */
  #known: { due: number | undefined } | undefined;
  #generation = 0;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: CloudClock, index: WakeIndex, fire: (at: number) => void) {
    this.#clock = clock;
    this.#index = index;
    this.#fire = fire;
    this.#sweptAt = clock.now();
    this.#armTick();
  }

  /** Called when waits may have changed. */
  changed(): void {
    this.#generation += 1;
    this.#known = undefined;
  }

  /** When the next sweep that finds something is due; never earlier than a minute after the last one. */
  async nextDue(): Promise<number | undefined> {
    if (this.#known !== undefined) return this.#known.due;
    const generation = this.#generation;
    const due = await this.#look();
    if (generation === this.#generation) this.#known = { due };
    return due;
  }

  async #look(): Promise<number | undefined> {
    const [fresh, oldest] = await Promise.all([
      this.#index.earliestAfter(this.#horizon),
      this.#horizon === 0 ? undefined : this.#index.earliestAfter(0),
    ]);
    const again =
      oldest !== undefined && oldest <= this.#horizon ? this.#sweptAt + HAND_OUT_AGAIN_MS : undefined;
    const first = fresh === undefined ? undefined : minuteFor(fresh);
    const due = Math.min(first ?? Number.POSITIVE_INFINITY, again ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(due) ? Math.max(due, this.#sweptAt + MINUTE_MS) : undefined;
  }

  sweep(at: number): void {
    this.changed();
    this.#sweptAt = at;
    this.#horizon = at + MINUTE_MS;
    this.#fire(at);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /**
   * While the clock runs by itself this looks at each whole minute, as the schedule would; whoever froze a clock
   * drives it.
   */
  #armTick(): void {
    const untilMinute = MINUTE_MS - (this.#clock.now() % MINUTE_MS);
    this.#timer = setTimeout(() => {
      void this.#lookNow().finally(() => {
        if (!this.#stopped) this.#armTick();
      });
    }, untilMinute);
    this.#timer.unref();
  }

  async #lookNow(): Promise<void> {
    if (this.#clock.frozen) return;
    const due = await this.nextDue().catch(() => undefined);
    const now = this.#clock.now();
    if (due !== undefined && due <= now && !this.#clock.frozen && !this.#stopped) this.sweep(now);
  }
}

/** The first whole minute at which the sweep reaches a wake. */
export function minuteFor(wakeAt: number): number {
  return Math.ceil((wakeAt - MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
}
