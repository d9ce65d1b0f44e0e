// Tracks whether work is in progress. Work reports its start and end; queues and the sink report what waits. A single
// check is enough: a function's work ends only after what it enqueued is in its queue.

import { setTimeout as sleep } from 'node:timers/promises';

export type Pending = () => string[];

const POLL_MS = 2;

export class Idle {
  #running = new Map<string, number>();
  #pending: Pending[] = [];
  #hurrying = 0;
  #onHurry: (() => void)[] = [];

  /** Counts a piece of work until the returned function is called; calling it twice is harmless. */
  begin(what: string): () => void {
    this.#running.set(what, (this.#running.get(what) ?? 0) + 1);
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      const left = (this.#running.get(what) ?? 1) - 1;
      if (left === 0) this.#running.delete(what);
      else this.#running.set(what, left);
    };
  }

  /** Adds a source to check: it returns the names of what still waits, an empty list when nothing does. */
  ask(pending: Pending): void {
    this.#pending.push(pending);
  }

  /** True while someone waits for idleness: batching windows then end at once. */
  get hurried(): boolean {
    return this.#hurrying > 0;
  }

  onHurry(listener: () => void): void {
    this.#onHurry.push(listener);
  }

  busy(): string[] {
    return [...this.#running.keys(), ...this.#pending.flatMap((pending) => pending())];
  }

  async settled(timeoutMs = 600_000): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    this.#hurrying += 1;
    try {
      for (const listener of this.#onHurry) listener();
      while (this.busy().length > 0) {
        if (performance.now() > deadline) throw new Error(`still busy: ${this.busy().join(', ')}`);
        await sleep(POLL_MS);
      }
    } finally {
      this.#hurrying -= 1;
    }
  }
}
