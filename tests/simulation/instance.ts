/**
 * One instance of a function: its memory lives as long as it does, with one invocation at a time. Its ports are
 * wrapped, so that the scheduler decides at every operation: it succeeds, is refused, takes effect without a response,
 * or the process dies before or after it.
 */
import { Coverage, type Hit } from './coverage.ts';
import type { Scheduler } from './scheduler.ts';

interface Operation {
  name: string;
  boundary: string;
  /** Whether it still lands after its writer's death. */
  lands: boolean;
  /** How much later it lands than it would have. */
  lateMs: number;
}

/** Past the visibility timeout: by then another process has handled the message. */
export const LATE_MS = 400_000;

export interface Fate {
  /** Replaces the usual faults; returns or throws what the process receives. */
  effect: () => Promise<unknown>;
  /** The usual refusals and lost responses do not apply: the port itself handles them. */
  answers?: boolean;
}

export class Instance {
  alive = true;
  busy = false;
  /** Beginning of the present invocation. */
  since = 0;
  readonly name: string;
  readonly #scheduler: Scheduler;
  readonly #skewMs: number;
  readonly #operations = new Set<Operation>();

  constructor(scheduler: Scheduler, name: string) {
    this.#scheduler = scheduler;
    this.name = name;
    this.#skewMs = scheduler.faults.strikes('clock skew') ? scheduler.dice.int(-400, 400) : 0;
  }

  readonly clock = (): number => this.#scheduler.now + this.#skewMs;

  /** The port as this process reaches it. `faithful` methods respond at once and never fail. */
  port<T extends object>(port: string, target: T): T {
    return new Proxy(target, {
      get: (object, key) => {
        const member = Reflect.get(object, key);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) =>
          this.operate(`${port}.${String(key)}`, { effect: async () => member.apply(object, args) });
      },
    });
  }

  operate<T>(name: string, fate: Fate): Promise<T> {
    const scheduler = this.#scheduler;
    return new Promise<T>((resolve, reject) => {
      // A dead process requests nothing and receives nothing.
      if (!this.alive) return;
      const boundary = Coverage.boundary(this.name, name);
      const operation = { name, boundary, lands: true, lateMs: 0 };
      this.#operations.add(operation);
      scheduler.faults.coverage.count(boundary, 'awaited');
      const stalls = scheduler.faults.strikes('stalled');
      if (stalls) scheduler.faults.coverage.count(boundary, 'stalled');
      const ms = stalls ? scheduler.dice.int(5_000, LATE_MS) : scheduler.latency();
      scheduler.after(ms, () => this.#land(operation, fate, resolve as (value: unknown) => void, reject));
    });
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#scheduler.after(ms, () => {
        if (this.alive) resolve();
      });
    });
  }

  /** Runs one invocation. `ended` is called when it completed, not when it died. */
  invoke(limitMs: number, work: () => Promise<void>, ended: () => void): void {
    this.busy = true;
    this.since = this.#scheduler.now;
    const invocation = this.since;
    this.#scheduler.after(limitMs, () => {
      if (!this.alive || !this.busy || this.since !== invocation) return;
      this.#scheduler.faults.saw('killed at its time limit');
      this.die('time limit');
    });
    const over = () => {
      if (!this.alive) return;
      this.busy = false;
      ended();
    };
    work().then(over, (error: unknown) => {
      this.#scheduler.log(() => `${this.name} failed: ${String(error)}`);
      over();
    });
  }

  die(why: string): void {
    if (!this.alive) return;
    this.#scheduler.log(() => `${this.name} dies (${why})`);
    this.alive = false;
    const { dice } = this.#scheduler;
    for (const operation of this.#operations) {
      operation.lands = dice.chance(0.5);
      operation.lateMs = dice.chance(0.3) ? dice.int(1_000, LATE_MS) : 0;
    }
  }

  async #land(
    operation: Operation,
    fate: Fate,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ): Promise<void> {
    const scheduler = this.#scheduler;
    const { faults } = scheduler;
    this.#operations.delete(operation);
    if (!this.alive) return this.#landLate(operation, fate);
    const can = !fate.answers;
    const hit = (what: Hit): void => faults.coverage.count(operation.boundary, what);
    if (can && faults.isOut(operation.name)) {
      hit('outage');
      return reject(new Error(`outage: ${operation.name}`));
    }
    if (can && faults.strikes('throttled')) {
      hit('refused');
      return reject(new Error(`throttled: ${operation.name}`));
    }
    if (faults.strikes('crash before effect')) {
      hit('died before');
      return this.die(`before ${operation.name}`);
    }
    scheduler.log(() => `${this.name} ${operation.name}`);
    let value: unknown;
    try {
      value = await fate.effect();
    } catch (error) {
      return reject(error);
    }
    if (faults.strikes('crash after effect')) {
      hit('died after');
      return this.die(`after ${operation.name}`);
    }
    if (can && faults.strikes('response lost')) {
      hit('no answer');
      return reject(new Error(`no answer: ${operation.name}`));
    }
    resolve(value);
  }

  async #landLate(operation: Operation, fate: Fate): Promise<void> {
    const { faults } = this.#scheduler;
    if (!operation.lands) return faults.saw('late write never landed');
    if (operation.lateMs) {
      const { lateMs } = operation;
      operation.lateMs = 0;
      this.#scheduler.after(lateMs, () => this.#landLate(operation, fate));
      return;
    }
    faults.saw('late write landed');
    this.#scheduler.landings.add(this.#scheduler.now);
    faults.coverage.count(operation.boundary, 'landed late');
    this.#scheduler.log(() => `${this.name} is dead; ${operation.name} lands late`);
    await fate.effect().catch(() => undefined);
  }
}
