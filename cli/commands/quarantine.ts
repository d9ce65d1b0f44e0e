// quarantine: lists items that could not be taken in, opens one, and posts them again, unchanged or mended.
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { parseExactly } from '../../lib/domain/intake/exact-json.ts';
import type { QuarantineItem } from '../../schemas/api/quarantine.ts';
import type { JsonObject } from '../../schemas/primitives.ts';
import { call } from '../api.ts';
import { wordsOfMoments } from '../moments.ts';
import { Failure, print } from '../output.ts';

export function addQuarantine(program: Command): void {
  const quarantine = program
    .command('quarantine')
    .description('events and messages that could not be taken in');
  quarantine
    .command('list')
    .option('--limit <n>', 'at most so many, newest first', '50')
    .option('--cursor <cursor>', 'the next ones, as the list before said')
    .description('what is wrong with each; what it holds stays sealed')
    .action(list);
  quarantine
    .command('show')
    .argument('<id>', 'id of the row')
    .description('open one: what it holds in plain (privacy, admin); who opens it is recorded')
    .action(show);
  quarantine
    .command('release')
    .argument('<id>', 'id of the row')
    .option('--with <file>', 'a JSON file with the event that takes its place')
    .addOption(new Option('--mended <file>', 'the same').hideHelp().conflicts('with'))
    .description('post it again: as it was, or mended (marketer)')
    .action(release);
}

async function list(query: { limit: string; cursor?: string }, command: Command): Promise<void> {
  const page = await call('GET /v1/quarantine', { query });
  const words = await wordsOfMoments(command);
  const lines = page.items.map((item) => lineOf(item, words));
  if (page.cursor !== undefined)
    lines.push(`There are more: npx cairn quarantine list --cursor ${page.cursor}`);
  print(command, page, lines.length ? lines : ['Nothing is in quarantine.']);
}

function lineOf(
  { id, at, source, type, event, pointer, detail, releasedAt }: QuarantineItem,
  words: (moment: string) => string,
): string {
  const what = [type, event].filter((part) => part !== undefined).join(' ') || 'unreadable';
  const state = releasedAt === undefined ? '' : `  released ${words(releasedAt)}`;
  return `${id}  ${words(at)}  ${source}  ${what}  ${pointer}: ${detail}${state}`;
}

async function show(id: string, _options: unknown, command: Command): Promise<void> {
  const item = await call('GET /v1/quarantine/{id}', { path: { id } });
  const mend =
    item.from === 'intake' && item.releasedAt === undefined
      ? [
          `To mend it, save the JSON above to a file and correct it: npx cairn quarantine release ${id} --with FILE`,
        ]
      : [];
  const text = typeof item.body === 'string' ? item.body : JSON.stringify(item.body, null, 2);
  print(command, item, [lineOf(item, await wordsOfMoments(command)), text, ...mend]);
}

interface ReleaseOptions {
  with?: string;
  mended?: string;
}

async function release(id: string, options: ReleaseOptions, command: Command): Promise<void> {
  const mended = options.with ?? options.mended;
  const body = { mended: mended === undefined ? undefined : await jsonOf(mended) };
  const answer = await call('POST /v1/quarantine/{id}/release', { path: { id }, body });
  const events = `${answer.accepted} ${answer.accepted === 1 ? 'event' : 'events'}`;
  print(command, answer, [`Released: ${events} accepted. npx cairn why ADDRESS shows what came of it.`]);
}

/** Not validated here: the API reports what is wrong if it is not an event. */
async function jsonOf(file: string): Promise<JsonObject> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch {
    throw new Failure(`${file} cannot be read.`, 2);
  }
  if (!isUtf8(bytes)) throw new Failure(`${file} is not UTF-8.`, 2);
  try {
    return parseExactly(bytes.toString('utf8').replace(/^\uFEFF/, '')) as JsonObject;
  } catch {
    throw new Failure(`${file} is not JSON.`, 2);
  }
}
