// What commands print and how they end.
import type { Command } from 'commander';

/** Ends the command: 1 for findings and refusals, 2 for wrong usage. */
export class Failure extends Error {
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** JSON where `--json` was given, else the lines. */
export function print(command: Command, value: unknown, lines: readonly string[]): void {
  const text = command.optsWithGlobals().json ? JSON.stringify(value, null, 2) : lines.join('\n');
  if (text) process.stdout.write(`${text}\n`);
}
