// The messages between the local cloud and a function's worker thread.

export interface WorkerData {
  file: string;
  exported: string;
  clock: SharedArrayBuffer;
  functionName: string;
  functionArn: string;
  memoryMb: number;
}

export interface Invoke {
  id: number;
  event: unknown;
  requestId: string;
  timeoutMs: number;
}

export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace: string;
}

/** `payload` is JSON text, as Lambda would return it; undefined when the handler returned nothing. */
export type Outcome = { ok: true; payload: string | undefined } | { ok: false; error: FunctionError };

/** What Lambda bills an invocation by, without the loading of the bundle, and the processor time in it. */
export interface Usage {
  ms: number;
  cpuMs: number;
}

export type FromWorker = { kind: 'loaded' } | { kind: 'done'; id: number; outcome: Outcome; usage: Usage };
