// quarantine: lists items that could not be taken in, and posts them again, unchanged or mended. Their content stays
// sealed.
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parseExactly } from '../../lib/domain/intake/exact-json.ts';
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
    .description('what is wrong with each; what it holds stays sealed')
    .action(list);
  quarantine
    .command('release')
    .argument('<id>', 'id of the row')
    .option('--mended <file>', 'a JSON file with the event that takes its place')
    .description('post it again: as it was, or mended (marketer)')
    .action(release);
}

async function list({ limit }: { limit: string }, command: Command): Promise<void> {
  const page = await call('GET /v1/quarantine', { query: { limit } });
  const words = await wordsOfMoments(command);
  const lines = page.items.map(({ id, at, source, type, event, pointer, detail, releasedAt }) => {
    const what = [type, event].filter((part) => part !== undefined).join(' ') || 'unreadable';
    const state = releasedAt === undefined ? '' : `  released ${words(releasedAt)}`;
    return `${id}  ${words(at)}  ${source}  ${what}  ${pointer}: ${detail}${state}`;
  });
  print(command, page, lines.length ? lines : ['Nothing is in quarantine.']);
}

async function release(id: string, { mended }: { mended?: string }, command: Command): Promise<void> {
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
