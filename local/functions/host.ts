// Runs one function: worker threads started on first use, one invocation each at a time, more of them up to a small
// number when invocations wait, ended when idle or when an invocation exceeds the function's timeout.

import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { CloudClock } from '../clock.ts';
import { entryOf, type FunctionSpec } from '../template/inventory.ts';
import type { FromWorker, Invoke, Outcome, Usage, WorkerData } from './protocol.ts';

export interface HostOptions {
  spec: FunctionSpec;
  environment: Record<string, string>;
  clock: CloudClock;
  workersMax: number;
  log: (functionName: string, text: string) => void;
  /** Called before a thread is started. */
  makeRoom: () => void;
  /** Called for every invocation that was not cut short. */
  onUsage?: ((spec: FunctionSpec, usage: Usage) => void) | undefined;
}

interface Waiting {
  event: unknown;
  resolve: (outcome: Outcome) => void;
}

interface Running extends Waiting {
  id: number;
  deadline: NodeJS.Timeout;
}

interface Thread {
  worker: Worker;
  /** Its bundle is loaded. An invocation's time only starts then, as in Lambda. */
  loaded: boolean;
  running: Running | undefined;
  retire: NodeJS.Timeout | undefined;
  /** When its last invocation ended (performance.now()). */
  idleSince: number;
}

const IDLE_MS = 60_000;
/** For starting a thread and loading its bundle, on a busy machine. */
const LOAD_MS = 30_000;
const HEAP_MB = 128;
const YOUNG_HEAP_MB = 8;

/** Error type of invocations that the end of the local cloud cut short. */
export const STOPPED = 'Stopped';

const failed = (errorType: string, errorMessage: string, trace = ''): Outcome => ({
  ok: false,
  error: { errorType, errorMessage, trace },
});

export class FunctionHost {
  readonly spec: FunctionSpec;
  #options: HostOptions;
  #threads: Thread[] = [];
  #waiting: Waiting[] = [];
  #nextId = 1;
  #stopped = false;

  constructor(options: HostOptions) {
    this.spec = options.spec;
    this.#options = options;
  }

  get workersMax(): number {
    return this.#options.workersMax;
  }

  /** Never rejects: an error in the function is an outcome. */
  invoke(event: unknown): Promise<Outcome> {
    if (this.#stopped) return Promise.resolve(failed(STOPPED, 'the local cloud is stopping'));
    return new Promise((resolve) => {
      this.#waiting.push({ event, resolve });
      this.#assign();
    });
  }

  get threads(): number {
    return this.#threads.length;
  }

  /** Since when its longest idle thread has been idle; undefined when all are busy. */
  get idleSince(): number | undefined {
    return this.#idlest()?.idleSince;
  }

  retireIdlest(): void {
    const thread = this.#idlest();
    if (thread !== undefined) this.#retire(thread);
  }

  #idlest(): Thread | undefined {
    const idle = this.#threads.filter(({ running }) => running === undefined);
    return idle.sort((a, b) => a.idleSince - b.idleSince)[0];
  }

  #retire(thread: Thread): void {
    void this.#end(thread, failed('Retired', 'retired'));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(
      this.#threads.map((thread) => this.#end(thread, failed(STOPPED, 'the local cloud is stopping'))),
    );
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#threads.find(({ running }) => running === undefined) ?? this.#startThread();
      const next = thread === undefined ? undefined : this.#waiting.shift();
      if (thread === undefined || next === undefined) return;
      this.#run(thread, next);
    }
  }

  #run(thread: Thread, next: Waiting): void {
    const timeoutMs = this.spec.timeoutSeconds * 1000;
    const id = this.#nextId++;
    const deadline = this.#deadline(thread, thread.loaded ? timeoutMs : LOAD_MS);
    clearTimeout(thread.retire);
    thread.running = { ...next, id, deadline };
    thread.worker.ref();
    const message: Invoke = { id, event: next.event, requestId: randomUUID(), timeoutMs };
    thread.worker.postMessage(message);
  }

  #deadline(thread: Thread, ms: number): NodeJS.Timeout {
    const message = `Task timed out after ${this.spec.timeoutSeconds} seconds`;
    return setTimeout(() => void this.#end(thread, failed('Sandbox.Timedout', message)), ms);
  }

  #loaded(thread: Thread): void {
    thread.loaded = true;
    if (!thread.running) return;
    clearTimeout(thread.running.deadline);
    thread.running.deadline = this.#deadline(thread, this.spec.timeoutSeconds * 1000);
  }

  #startThread(): Thread | undefined {
    if (this.#threads.length >= this.#options.workersMax) return undefined;
    this.#options.makeRoom();
    const { spec, environment, clock, log } = this.#options;
    const data: WorkerData = {
      ...entryOf(spec),
      clock: clock.shared,
      functionName: spec.name,
      functionArn: spec.arn,
      memoryMb: spec.memoryMb,
    };
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: data,
      env: environment,
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxOldGenerationSizeMb: Math.min(spec.memoryMb, HEAP_MB),
        maxYoungGenerationSizeMb: YOUNG_HEAP_MB,
      },
    });
    const idleSince = performance.now();
    const thread: Thread = { worker, loaded: false, running: undefined, retire: undefined, idleSince };
    for (const stream of [worker.stdout, worker.stderr]) {
      stream.on('data', (chunk: Buffer) => log(spec.name, chunk.toString()));
    }
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'loaded') this.#loaded(thread);
      if (message.kind !== 'done' || message.id !== thread.running?.id) return;
      this.#options.onUsage?.(spec, message.usage);
      this.#finish(thread, message.outcome);
    });
    worker.on('error', (error) => {
      void this.#end(
        thread,
        failed('Runtime.ExitError', error instanceof Error ? error.message : String(error)),
      );
    });
    worker.on(
      'exit',
      () => void this.#end(thread, failed('Runtime.ExitError', 'the function ended its process')),
    );
    this.#threads.push(thread);
    return thread;
  }

  #finish(thread: Thread, outcome: Outcome): void {
    const running = thread.running;
    thread.running = undefined;
    thread.idleSince = performance.now();
    clearTimeout(running?.deadline);
    thread.retire = setTimeout(() => this.#retire(thread), IDLE_MS);
    thread.retire.unref();
    thread.worker.unref();
    running?.resolve(outcome);
    this.#assign();
  }

  async #end(thread: Thread, outcome: Outcome): Promise<void> {
    const index = this.#threads.indexOf(thread);
    if (index < 0) return;
    this.#threads.splice(index, 1);
    const running = thread.running;
    thread.running = undefined;
    clearTimeout(running?.deadline);
    clearTimeout(thread.retire);
    await thread.worker.terminate();
    running?.resolve(outcome);
    if (!this.#stopped) this.#assign();
  }
}
