// What commands print and how they end.
import type { Command } from 'commander';

/** Ends the command: 1 for findings and refusals, 2 for wrong usage. */
export class Failure extends Error {
  readonly exitCode: 1 | 2;
  /** Printed by `--json` beside the message. */
  readonly details: object;

  /** Of the API's answer, where that is what failed. */
  readonly status: number | undefined;

  constructor(message: string, exitCode: 1 | 2 = 1, details: object = {}, status?: number) {
    super(message);
    this.status = status;
    this.exitCode = exitCode;
    this.details = details;
  }
}

/**
 * What is printed holds names and texts that anybody may have posted. A terminal would obey the control characters in
 * them and reorder what follows a direction, so both are printed as JSON escapes them.
 */
export const forTerminal = (text: string): string =>
  text.replace(/[\p{Cc}--[\n\t]]|[\u202a-\u202e\u2066-\u2069]/gv, (each) => {
    return `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });

/** JSON where `--json` was given, else the lines. */
export function print(command: Command, value: unknown, lines: readonly string[]): void {
  const text = command.optsWithGlobals().json ? JSON.stringify(value, null, 2) : lines.join('\n');
  if (text) process.stdout.write(`${forTerminal(text)}\n`);
}

/** Prints an error to standard error, with `--json` as `{ "error": ... }`. Standard output holds results only. */
export function complain(json: boolean, message: string, details: object = {}): void {
  const text = json ? JSON.stringify({ error: message, ...details }, null, 2) : message;
  process.stderr.write(`${forTerminal(text)}\n`);
}
