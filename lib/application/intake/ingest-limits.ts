/**
 * What one instance lets through in a minute. Counted in memory: a limit of this kind need not be exact, it must only keep
 * a script from filling the queue or the quarantine. Both maps are bounded.
 */

const MINUTE_MS = 60_000;
/** More than this a minute for one address is a machine. */
export const EVENTS_A_MINUTE_MAX = 600;
/** Bad events of one write key: beyond, its requests are put off (429). */
export const BAD_A_MINUTE_MAX = 5_000;
const COUNTERS_MAX = 50_000;

/** Counts by key in windows of a minute that begin with a key's first count. */
export class MinuteLimit {
  private readonly max: number;
  private readonly windows = new Map<string, { from: number; count: number }>();

  constructor(max: number) {
    this.max = max;
  }

  /** True: counted and within the limit. False: over it. */
  admit(key: string, now: number): boolean {
    const window = this.windows.get(key);
    if (!window || now - window.from >= MINUTE_MS || now < window.from) {
      this.makeRoom(now);
      this.windows.set(key, { from: now, count: 1 });
      return this.max >= 1;
    }
    window.count++;
    return window.count <= this.max;
  }

  /** Seconds until the key's window ends. */
  secondsLeft(key: string, now: number): number {
    const from = this.windows.get(key)?.from ?? now;
    return Math.max(1, Math.ceil((from + MINUTE_MS - now) / 1000));
  }

  /** Ended windows go first; where none has ended, all do: forgetting only admits more. */
  private makeRoom(now: number): void {
    if (this.windows.size < COUNTERS_MAX) return;
    for (const [key, { from }] of this.windows) if (now - from >= MINUTE_MS) this.windows.delete(key);
    if (this.windows.size >= COUNTERS_MAX) this.windows.clear();
  }
}
