// All functions by ARN, and the two ways to call them: wait for the response, or leave the event with them
// (EventBridge, SNS, schedules). A left event is retried after one and two more minutes and then goes to the target's
// dead-letter queue.

import type { CloudClock } from '../clock.ts';
import type { Idle } from '../idle.ts';
import type { FunctionSpec, InvokeConfigSpec } from '../template/inventory.ts';
import { type Endpoints, environmentOf } from './environment.ts';
import { FunctionHost, STOPPED } from './host.ts';
import type { Outcome, Usage } from './protocol.ts';

export interface FleetOptions {
  functions: readonly FunctionSpec[];
  invokeConfigs: readonly InvokeConfigSpec[];
  clock: CloudClock;
  idle: Idle;
  region: string;
  endpoints: Endpoints;
  /** How many worker threads a function may have at once. */
  workersMax: (spec: FunctionSpec) => number;
  log: (functionName: string, text: string) => void;
  /** Called for every failed invocation, which is printed. */
  onError: (functionName: string, outcome: Outcome & { ok: false }) => void;
  /** Called after every invocation, whatever its outcome. */
  onInvoked: (spec: FunctionSpec) => void;
  onUsage?: ((spec: FunctionSpec, usage: Usage) => void) | undefined;
  /** Puts a message into the queue for events whose retries failed. */
  sendToQueue: (arn: string, body: string) => void;
}

/** Threads of all functions together: enough for a busy minute, and the whole backend stays under 700 MB. */
const THREADS_MAX = 10;
const RETRY_AFTER_MS = [60_000, 120_000];

export class Fleet {
  #hosts = new Map<string, FunctionHost>();
  #options: FleetOptions;

  constructor(options: FleetOptions) {
    this.#options = options;
    for (const spec of options.functions) {
      const environment = environmentOf(spec, options.region, options.endpoints);
      const { clock, log, onUsage } = options;
      const workersMax = options.workersMax(spec);
      const host = new FunctionHost({
        spec,
        environment,
        clock,
        workersMax,
        log,
        onUsage,
        makeRoom: () => this.#makeRoom(),
      });
      for (const key of [spec.arn, spec.name]) this.#hosts.set(key, host);
    }
  }

  has(arn: string): boolean {
    return this.#hosts.has(arn);
  }

  workersMax(arn: string): number {
    return this.#hosts.get(arn)?.workersMax ?? 0;
  }

  /** Ends the longest idle thread when there are many; when all are busy the limit is exceeded for a while. */
  #makeRoom(): void {
    const hosts = [...new Set(this.#hosts.values())];
    const threads = hosts.reduce((sum, host) => sum + host.threads, 0);
    if (threads < THREADS_MAX) return;
    const since = (host: FunctionHost) => host.idleSince ?? Number.POSITIVE_INFINITY;
    const [idlest] = hosts.sort((a, b) => since(a) - since(b));
    idlest?.retireIdlest();
  }

  /** Takes an ARN or a name. */
  async invoke(arn: string, event: unknown): Promise<Outcome> {
    const host = this.#hosts.get(arn);
    if (host === undefined) throw new Error(`no function ${arn}`);
    const end = this.#options.idle.begin(host.spec.name);
    try {
      const outcome = await host.invoke(event);
      this.#options.onInvoked(host.spec);
      if (!outcome.ok && outcome.error.errorType !== STOPPED) this.#options.onError(host.spec.name, outcome);
      return outcome;
    } finally {
      end();
    }
  }

  /** Leaves an event with the function; the caller does not wait. */
  leave(arn: string, event: unknown): void {
    const { clock, invokeConfigs } = this.#options;
    const config = invokeConfigs.find(
      ({ functionName }) => arn === functionName || arn.endsWith(`:${functionName}`),
    );
    const attempt = async (tries: number): Promise<void> => {
      const outcome = await this.invoke(arn, event);
      if (outcome.ok) return;
      const wait = RETRY_AFTER_MS[tries] ?? 0;
      if (tries < (config?.retriesMax ?? 2)) clock.at(clock.now() + wait, () => void attempt(tries + 1));
      else this.#giveUp(arn, event, config?.onFailureArn, outcome);
    };
    void attempt(0);
  }

  #giveUp(
    arn: string,
    event: unknown,
    destination: string | undefined,
    { error }: Outcome & { ok: false },
  ): void {
    if (destination === undefined || !destination.startsWith('arn:aws:sqs:')) return;
    const body = {
      version: '1.0',
      timestamp: new Date(this.#options.clock.now()).toISOString(),
      requestContext: { functionArn: arn, condition: 'RetriesExhausted' },
      requestPayload: event,
      responsePayload: error,
    };
    this.#options.sendToQueue(destination, JSON.stringify(body));
  }

  async stop(): Promise<void> {
    await Promise.all([...new Set(this.#hosts.values())].map((host) => host.stop()));
  }
}
