// The worker thread of one function: loads its real bundle once and runs one invocation at a time, as Lambda does.

import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { FunctionError, Invoke, Outcome, Usage, WorkerData } from './protocol.ts';
import { patchDate } from './worker-clock.ts';

type Handler = (event: unknown, context: object) => unknown;

const data: WorkerData = workerData;
patchDate(data.clock);

function describe(error: unknown): FunctionError {
  if (error instanceof Error) {
    return { errorType: error.name, errorMessage: error.message, trace: error.stack ?? '' };
  }
  return { errorType: 'Error', errorMessage: String(error), trace: '' };
}

function load(): Handler {
  const module: Record<string, unknown> = createRequire(import.meta.url)(data.file);
  const handler = module[data.exported];
  if (typeof handler !== 'function') throw new Error(`${data.file} exports no function ${data.exported}`);
  return (event, context) => handler(event, context);
}

function contextOf({ requestId, timeoutMs }: Invoke): object {
  const deadline = performance.now() + timeoutMs;
  return {
    functionName: data.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: data.functionArn,
    memoryLimitInMB: String(data.memoryMb),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${data.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
  };
}

let handler: Handler | undefined;

async function run(invoke: Invoke): Promise<{ outcome: Outcome; usage: Usage }> {
  let started = performance.now();
  let cpu = process.threadCpuUsage();
  const outcome = await attempt(invoke, () => {
    started = performance.now();
    cpu = process.threadCpuUsage();
  });
  const { user, system } = process.threadCpuUsage(cpu);
  return { outcome, usage: { ms: performance.now() - started, cpuMs: (user + system) / 1000 } };
}

async function attempt(invoke: Invoke, loaded: () => void): Promise<Outcome> {
  try {
    if (!handler) {
      handler = load();
      parentPort?.postMessage({ kind: 'loaded' });
    }
    loaded();
    const result = await handler(invoke.event, contextOf(invoke));
    return { ok: true, payload: JSON.stringify(result) };
  } catch (error) {
    return { ok: false, error: describe(error) };
  }
}

parentPort?.on('message', async (invoke: Invoke) => {
  parentPort?.postMessage({ kind: 'done', id: invoke.id, ...(await run(invoke)) });
});
