// Asks the person at the terminal before something is done that cannot be undone.
import { createInterface } from 'node:readline/promises';

interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
}

/** Standard error, because standard output holds results only. */
const OWN: Terminal = { input: process.stdin, output: process.stderr };

/** Undefined: there is no terminal to ask at. Anything but a yes is a no. */
export async function confirm(
  lines: readonly string[],
  question: string,
  { input, output }: Terminal = OWN,
): Promise<boolean | undefined> {
  if (!input.isTTY) return undefined;
  output.write(lines.map((line) => `${line}\n`).join(''));
  const terminal = createInterface({ input, output });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
