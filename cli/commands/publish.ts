// check, diff, publish, rollback: from a program directory to the live program.
import type { Command } from 'commander';
import { type Finding, findingInWords } from '../../lib/domain/finding.ts';
import type { Checked } from '../../lib/domain/program/check.ts';
import type { ProgramDiff } from '../../schemas/api/program.ts';
import { call } from '../api.ts';
import { confirm } from '../confirm.ts';
import { wordsOfMoments } from '../moments.ts';
import { Failure, print } from '../output.ts';
import { checkDirectory } from '../program-files.ts';

/** Enough for `rollback`, which takes the beginning of a hash. */
const HASH_SHOWN = 12;

type Change = ProgramDiff['changes'][number];
interface Strict {
  strict?: true;
}

const STRICT = ['--strict', 'let warnings fail too'] as const;

export function addPublish(program: Command): void {
  program
    .command('check')
    .argument('<dir>', 'program directory')
    .option(...STRICT)
    .description('say everything that is wrong with a program, and warn of what is hardly meant')
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
    .option('--yes', 'remove live journeys without asking, although people may be inside')
    .option(...STRICT)
    .description('check a program, say what it adds, changes and removes, and make it the live one')
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

async function check(dir: string, { strict }: Strict, command: Command): Promise<void> {
  const checked = await checkDirectory(dir);
  const { findings, warnings } = checked;
  print(command, { findings, warnings }, [
    ...findings.map(findingInWords),
    ...warnings.map(warningInWords),
    ...(findings.length ? [] : ['No findings.']),
  ]);
  const failing = refusing(checked, strict);
  if (failing.length) throw new Failure(`${failing.length} finding${failing.length > 1 ? 's' : ''}`);
}

const warningInWords = (warning: Finding): string => `warning: ${findingInWords(warning)}`;

/** What stands against publishing it. */
const refusing = ({ findings, warnings }: Checked, strict?: true): Finding[] =>
  strict ? [...findings, ...warnings] : findings;

async function diff(dir: string, _options: unknown, command: Command): Promise<void> {
  const { program, findings, files } = await checkDirectory(dir);
  if (!program) throw new Failure(`${findings.length} findings; see: cairn check ${dir}`, 1, { findings });
  const { live, changes } = await call('POST /v1/program/diff', { body: { files } });
  const none = live === 0 ? 'No program was published yet.' : `Nothing differs from release ${live}.`;
  print(command, { live, changes }, changes.length ? changes.map(changeInWords) : [none]);
  if (changes.length) process.exitCode = 1;
}

const changeInWords = ({ change, what }: Change): string => `${change} ${what}`;

interface PublishOptions extends Strict {
  note?: string;
  yes?: true;
}

async function publish(dir: string, options: PublishOptions, command: Command): Promise<void> {
  const checked = await checkDirectory(dir);
  const { program, files, warnings } = checked;
  const failing = refusing(checked, options.strict);
  if (failing.length || !program)
    throw new Failure(failing.map(findingInWords).join('\n'), 1, { findings: failing });
  const { live, changes } = await call('POST /v1/program/diff', { body: { files } });
  const plan = [...warnings.map(warningInWords), ...changes.map(changeInWords)];
  if (!options.yes) await confirmRemovals(changes, plan, command);
  const release = await call('POST /v1/program/publish', {
    body: {
      files: Object.fromEntries(
        Object.entries(files).map(([name, text]) => [name, JSON.parse(text) as unknown]),
      ),
      ...(options.note ? { note: options.note } : {}),
      // What was shown is what is changed, even if somebody publishes meanwhile.
      ...(live ? { expect: live } : {}),
    },
  });
  const before = release.unchanged ? warnings.map(warningInWords) : plan;
  print(command, { ...release, changes, warnings }, [...before, liveInWords(release)]);
}

/** A removed journey ends for everyone inside, and how many these are is not known here. */
async function confirmRemovals(
  changes: readonly Change[],
  plan: readonly string[],
  command: Command,
): Promise<void> {
  const removed = changes
    .filter(({ change, what }) => change === 'removed' && what.startsWith('journeys/'))
    .map(({ what }) => what);
  if (!removed.length) return;
  const risk = `${removed.join(', ')} would be removed. People may be inside, and it ends for them.`;
  const isJson = Boolean(command.optsWithGlobals().json);
  const answer = isJson ? undefined : await confirm(plan, `${risk} Publish?`);
  if (answer === undefined)
    throw new Failure(`${risk} Nothing was published; say --yes if that is meant.`, 1, { changes });
  if (!answer) throw new Failure('Nothing was published.');
}

async function rollback(hash: string, _options: unknown, command: Command): Promise<void> {
  const release = await call('POST /v1/program/rollback', { body: { hash } });
  print(command, release, [liveInWords(release)]);
}

async function releases({ limit }: { limit: string }, command: Command): Promise<void> {
  const words = await wordsOfMoments(command);
  const page = await call('GET /v1/releases', { query: { limit } });
  const lines = page.releases.map(({ number, hash, publishedAt, by, note, live }) =>
    [
      `${number}${live ? ' (live)' : ''}`,
      hash.slice(0, HASH_SHOWN),
      words(publishedAt),
      `by ${by}`,
      note ?? '',
    ]
      .join('  ')
      .trimEnd(),
  );
  print(command, page, lines.length ? lines : ['No program was published yet.']);
}

const liveInWords = ({
  number,
  hash,
  unchanged,
}: {
  number: number;
  hash: string;
  unchanged?: true;
}): string =>
  unchanged
    ? `Nothing changed: release ${number} is live already: ${hash}`
    : `Release ${number} is live: ${hash}`;
