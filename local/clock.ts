// The one clock of the local cloud: functions and emulators read it, and everything that waits (a delayed message, a
// visibility timeout, a schedule, a receipt) is a timer on it, so that moving time fires what falls due, in order.
//
// Invariants
//   - now() never goes back.
//   - while frozen, now() changes only by jumpTo(); no timer fires by itself.
//   - the timer due earlier fires first; with equal due times, the one set earlier.

interface Timer {
  due: number;
  order: number;
  fire: () => void;
}

const REAL_TIMEOUT_MS_MAX = 2 ** 31 - 1;
const realNow = Date.now.bind(Date);

/** Slots of the shared buffer from which worker threads read their time: see functions/worker-clock.ts. */
export const SLOT_OFFSET = 0;
export const SLOT_FROZEN_AT = 1;

export class CloudClock {
  readonly shared = new SharedArrayBuffer(16);
  #slots = new Float64Array(this.shared);
  #timers: Timer[] = [];
  #order = 0;
  #wake: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(startAt: number) {
    this.#slots[SLOT_OFFSET] = startAt - realNow();
  }

  now(): number {
    const frozenAt = this.#slots[SLOT_FROZEN_AT] ?? 0;
    return frozenAt > 0 ? frozenAt : realNow() + (this.#slots[SLOT_OFFSET] ?? 0);
  }

  get frozen(): boolean {
    return (this.#slots[SLOT_FROZEN_AT] ?? 0) > 0;
  }

  /** Sets a timer at a time of this clock (epoch ms); the returned function cancels it. */
  at(due: number, fire: () => void): () => void {
    const timer: Timer = { due, order: this.#order++, fire };
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#timers[middle];
      if (other !== undefined && other.due <= due) low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, timer);
    if (low === 0) this.#arm();
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  nextDue(): number | undefined {
    return this.#timers[0]?.due;
  }

  freeze(): void {
    this.#slots[SLOT_FROZEN_AT] = this.now();
    this.#arm();
  }

  thaw(): void {
    this.#slots[SLOT_OFFSET] = this.now() - realNow();
    this.#slots[SLOT_FROZEN_AT] = 0;
    this.#arm();
  }

  /** Moves a frozen clock forward and fires what is due by then. */
  jumpTo(time: number): void {
    if (!this.frozen) throw new Error('the clock jumps only while it is frozen');
    this.#slots[SLOT_FROZEN_AT] = Math.max(time, this.now());
    this.fireDue();
  }

  fireDue(): void {
    for (;;) {
      const next = this.#timers[0];
      if (next === undefined || next.due > this.now()) return;
      this.#timers.shift();
      next.fire();
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#timers = [];
    clearTimeout(this.#wake);
  }

  #arm(): void {
    clearTimeout(this.#wake);
    const due = this.nextDue();
    if (this.frozen || this.#stopped || due === undefined) return;
    const wait = Math.min(Math.max(0, due - this.now()), REAL_TIMEOUT_MS_MAX);
    this.#wake = setTimeout(() => {
      if (!this.frozen) this.fireDue();
      this.#arm();
    }, Math.ceil(wait));
    this.#wake.unref();
  }
}

/** 10:00 UTC of the real day: inside the sending windows of Europe and most of Asia and Africa. */
export function startOfLocalDay(real: number = realNow()): number {
  const day = new Date(real);
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), 10);
}
