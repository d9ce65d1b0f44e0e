// check, diff, publish, rollback: from a program directory to the live program.
import type { Command } from 'commander';
import { checkProgram } from '../../lib/domain/program/check.ts';
import { call } from '../api.ts';
import { Failure, print } from '../output.ts';
import { readProgramFiles } from '../program-files.ts';

/** Enough for `rollback`, which takes the beginning of a hash. */
const HASH_SHOWN = 12;

export function addPublish(program: Command): void {
  program
    .command('check')
    .argument('<dir>', 'program directory')
    .description('say everything that is wrong with a program')
    .action(check);
  program
    .command('diff')
    .argument('<dir>', 'program directory')
    .description('what publishing it would change')
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing differs, 1 something differs or the program has findings, 2 wrong usage.',
    )
    .action(diff);
  program
    .command('publish')
    .argument('<dir>', 'program directory')
    .option('--note <text>', 'why, for the list of releases')
    .description('check a program and make it the live one')
    .action(publish);
  program
    .command('releases')
    .option('--limit <n>', 'at most so many, newest first', '20')
    .description('what was live: number, hash, when, by whom and why')
    .action(releases);
  program
    .command('rollback')
    .argument('<hash>', 'hash of an earlier release')
    .description('publish an earlier release again, under a new number')
    .action(rollback);
}

async function check(dir: string, _options: unknown, command: Command): Promise<void> {
  const { findings } = checkProgram(await readProgramFiles(dir));
  print(
    command,
    { findings },
    findings.length ? findings.map((f) => `${f.file} ${f.pointer}: ${f.detail}`) : ['No findings.'],
  );
  if (findings.length) throw new Failure(`${findings.length} finding${findings.length > 1 ? 's' : ''}`);
}

async function diff(dir: string, _options: unknown, command: Command): Promise<void> {
  const files = await readProgramFiles(dir);
  const { program, findings } = checkProgram(files);
  if (!program) throw new Failure(`${findings.length} findings; see: cairn check ${dir}`, 1, { findings });
  const { live, changes } = await call('POST /v1/program/diff', { body: { files } });
  const none = live === 0 ? 'No program was published yet.' : `Nothing differs from release ${live}.`;
  print(command, { live, changes }, changes.length ? changes.map((c) => `${c.change} ${c.what}`) : [none]);
  if (changes.length) process.exitCode = 1;
}

async function publish(dir: string, options: { note?: string }, command: Command): Promise<void> {
  const files = await readProgramFiles(dir);
  const { findings } = checkProgram(files);
  if (findings.length)
    throw new Failure(findings.map((f) => `${f.file} ${f.pointer}: ${f.detail}`).join('\n'), 1, { findings });
  const parsed = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, JSON.parse(text) as unknown]),
  );
  const release = await call('POST /v1/program/publish', {
    body: { files: parsed, ...(options.note ? { note: options.note } : {}) },
  });
  print(command, release, [`Release ${release.number} is live: ${release.hash}`]);
}

async function rollback(hash: string, _options: unknown, command: Command): Promise<void> {
  const release = await call('POST /v1/program/rollback', { body: { hash } });
  print(command, release, [`Release ${release.number} is live: ${release.hash}`]);
}

async function releases({ limit }: { limit: string }, command: Command): Promise<void> {
  const page = await call('GET /v1/releases', { query: { limit } });
  const lines = page.releases.map(({ number, hash, publishedAt, by, note, live }) =>
    [`${number}${live ? ' (live)' : ''}`, hash.slice(0, HASH_SHOWN), publishedAt, `by ${by}`, note ?? '']
      .join('  ')
      .trimEnd(),
  );
  print(command, page, lines.length ? lines : ['No program was published yet.']);
}
