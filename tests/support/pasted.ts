// Commands from a page, pasted into one shell as its readers do: at once, so a command that reads its standard input takes
// the next ones away from the shell.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { blocksOf, ROOT } from './documents.ts';

const MINUTE = 60_000;
/** Printed with the exit code after each command. */
const MARK = 'exit code of the command:';

export interface Ran {
  command: string;
  code: number;
  output: string;
}

/** The commands of a page's blocks marked `bash`: a line, with those that a backslash continues it on. */
export const commandsOf = (page: string): string[] =>
  blocksOf(page)
    .filter(({ language }) => language === 'bash')
    .flatMap(({ text }) => text.replaceAll(/\\\n\s*/g, '').split('\n'))
    .filter((line) => line.trim() !== '');

/** Runs them against the backend on a port. `instead`: texts of the page, and what stands for them here. */
export async function paste(
  commands: readonly string[],
  port: number,
  instead: Readonly<Record<string, string>> = {},
): Promise<Ran[]> {
  const texts = Object.entries({ 'localhost:8787': `localhost:${port}`, ...instead });
  const here = commands.map((command) =>
    texts.reduce((text, [there, mine]) => text.replaceAll(there, mine), command),
  );
  const bash = spawn('bash', {
    cwd: ROOT,
    timeout: 3 * MINUTE,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, PORT: `${port}`, CAIRN_URL: `http://127.0.0.1:${port}` },
  });
  let output = '';
  for (const stream of [bash.stdout, bash.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  bash.stdin.end(here.map((command) => `${command}\nprintf '\\n%s\\n' "${MARK} $?"\n`).join(''));
  await once(bash, 'close');
  const parts = output.split(new RegExp(`\\n${MARK} (\\d+)\\n`));
  return commands.map((command, at) => ({
    command,
    output: parts[2 * at] ?? '',
    code: Number(parts[2 * at + 1] ?? Number.NaN),
  }));
}
