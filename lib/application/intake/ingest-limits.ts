/**
 * What one instance lets through in a minute. Counted in memory: the limit need not be exact, it must only keep a
 * script from filling the queue or the quarantine. Both maps are bounded.
 */

const MINUTE_MS = 60_000;
/** More events a minute than this for one address come from a machine. */
export const EVENTS_A_MINUTE_MAX = 600;
/** Bad events of one write key; above this limit its requests get 429. */
export const BAD_A_MINUTE_MAX = 5_000;
const COUNTERS_MAX = 50_000;

/** Counts by key, in one-minute windows that start with a key's first count. */
export class MinuteLimit {
  private readonly max: number;
  private readonly windows = new Map<string, { from: number; count: number }>();

  constructor(max: number) {
    this.max = max;
  }

  /** True: counted and within the limit. False: above it. */
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

  /** Ended windows are removed first; where none has ended, all are: forgetting only admits more. */
  private makeRoom(now: number): void {
    if (this.windows.size < COUNTERS_MAX) return;
    for (const [key, { from }] of this.windows) if (now - from >= MINUTE_MS) this.windows.delete(key);
    if (this.windows.size >= COUNTERS_MAX) this.windows.clear();
  }
}
