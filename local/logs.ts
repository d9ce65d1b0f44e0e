// Each function's output goes to a file of its own, and to the screen on request; unhandled failures are always
// printed.

import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionError } from './functions/protocol.ts';

const LOGS = fileURLToPath(new URL('../dist/local/logs', import.meta.url));

export type OnFunctionError = (functionName: string, message: string) => void;

export class FunctionLogs {
  readonly folder: string;
  #verbose: boolean;
  #onError: OnFunctionError;
  #files = new Map<string, WriteStream>();
  #printed = new Map<string, number>();

  constructor(port: number, verbose: boolean, onError: OnFunctionError = printError) {
    this.folder = join(LOGS, String(port));
    this.#verbose = verbose;
    this.#onError = onError;
    mkdirSync(this.folder, { recursive: true });
  }

  write(functionName: string, text: string): void {
    let file = this.#files.get(functionName);
    if (file === undefined) {
      file = createWriteStream(join(this.folder, `${functionName}.log`));
      this.#files.set(functionName, file);
    }
    file.write(text);
    if (this.#verbose) process.stdout.write(text.replace(/^(?=.)/gm, `${functionName}: `));
  }

  failed(functionName: string, { errorType, errorMessage, trace }: FunctionError): void {
    const message = `${errorType}: ${errorMessage}`;
    this.write(functionName, `${message}\n${trace}\n`);
    if (this.#onError !== printError) this.#onError(functionName, message);
    else this.#printSome(functionName, message);
  }

  /** A repeated failure is printed at the 10th, 100th, ... time: a schedule over a skipped month fails 720 times. */
  #printSome(functionName: string, message: string): void {
    const key = `${functionName} ${message}`;
    const times = (this.#printed.get(key) ?? 0) + 1;
    this.#printed.set(key, times);
    if (Number.isInteger(Math.log10(times)))
      printError(functionName, times === 1 ? message : `${message} (${times} times)`);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#files.values()].map((file) => new Promise((resolve) => file.end(resolve))));
  }
}

function printError(functionName: string, message: string): void {
  console.error(`${functionName} failed: ${message}`);
}
