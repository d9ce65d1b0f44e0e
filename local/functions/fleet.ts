// All functions by ARN, and the two ways of calling them: wait for the answer, or leave the event (EventBridge, SNS,
// schedules), which is tried again after one and two more minutes and then goes to the target's dead-letter queue.

import type { CloudClock } from '../clock.ts';
import type { Idle } from '../idle.ts';
import type { FunctionSpec } from '../template/inventory.ts';
import { type Endpoints, environmentOf } from './environment.ts';
import { FunctionHost } from './host.ts';
import type { Outcome } from './protocol.ts';

export interface FleetOptions {
  functions: readonly FunctionSpec[];
  clock: CloudClock;
  idle: Idle;
  region: string;
  endpoints: Endpoints;
  workersMax: number;
  log: (functionName: string, text: string) => void;
  /** Told of every failed invocation; it is printed. */
  onError: (functionName: string, outcome: Outcome & { ok: false }) => void;
}

export interface AsyncOptions {
  retriesMax: number;
  onGivenUp?: () => void;
}

const RETRY_AFTER_MS = [60_000, 120_000];

export class Fleet {
  #hosts = new Map<string, FunctionHost>();
  #options: FleetOptions;

  constructor(options: FleetOptions) {
    this.#options = options;
    for (const spec of options.functions) {
      const environment = environmentOf(spec, options.region, options.endpoints);
      const { clock, log, workersMax } = options;
      this.#hosts.set(spec.arn, new FunctionHost({ spec, environment, clock, workersMax, log }));
    }
  }

  has(arn: string): boolean {
    return this.#hosts.has(arn);
  }

  spec(arn: string): FunctionSpec {
    return this.#host(arn).spec;
  }

  async invoke(arn: string, event: unknown): Promise<Outcome> {
    const host = this.#host(arn);
    const end = this.#options.idle.begin(host.spec.name);
    try {
      const outcome = await host.invoke(event);
      if (!outcome.ok) this.#options.onError(host.spec.name, outcome);
      return outcome;
    } finally {
      end();
    }
  }

  /** Leaves an event with the function; the caller does not wait. */
  leave(arn: string, event: unknown, { retriesMax, onGivenUp }: AsyncOptions): void {
    const attempt = async (tries: number): Promise<void> => {
      const outcome = await this.invoke(arn, event);
      if (outcome.ok) return;
      const wait = RETRY_AFTER_MS[Math.min(tries, RETRY_AFTER_MS.length - 1)] ?? 0;
      if (tries >= retriesMax) onGivenUp?.();
      else this.#options.clock.at(this.#options.clock.now() + wait, () => void attempt(tries + 1));
    };
    void attempt(0);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.stop()));
  }

  #host(arn: string): FunctionHost {
    const host = this.#hosts.get(arn);
    if (host === undefined) throw new Error(`no function ${arn}`);
    return host;
  }
}
