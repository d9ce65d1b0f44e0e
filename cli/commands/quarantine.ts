// quarantine: what could not be taken in, and posting it again, as it was or mended. Its content stays sealed.
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { call, part } from '../api.ts';
import { Failure, print } from '../output.ts';

interface Item {
  id: string;
  at: string;
  source: string;
  type?: string;
  event?: string;
  pointer: string;
  detail: string;
  releasedAt?: string;
}

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
  const path = `/v1/quarantine?limit=${encodeURIComponent(limit)}`;
  const page = await call<{ items: Item[]; cursor?: string }>('GET', path);
  const lines = page.items.map(({ id, at, source, type, event, pointer, detail, releasedAt }) => {
    const what = [type, event].filter((part) => part !== undefined).join(' ') || 'unreadable';
    const state = releasedAt === undefined ? '' : `  released ${releasedAt}`;
    return `${id}  ${at}  ${source}  ${what}  ${pointer}: ${detail}${state}`;
  });
  print(command, page, lines.length ? lines : ['Nothing is in quarantine.']);
}

async function release(id: string, { mended }: { mended?: string }, command: Command): Promise<void> {
  const path = `/v1/quarantine/${part('id', id)}/release`;
  const body = mended === undefined ? {} : { mended: await jsonOf(mended) };
  const answer = await call<{ id: string; accepted: number }>('POST', path, body);
  const events = `${answer.accepted} ${answer.accepted === 1 ? 'event' : 'events'}`;
  print(command, answer, [`Released: ${events} accepted. npx cairn why ADDRESS shows what came of it.`]);
}

async function jsonOf(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new Failure(`${file} cannot be read.`, 2);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(`${file} is not JSON.`, 2);
  }
}
