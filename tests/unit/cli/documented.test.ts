// Commands as pages show them exist with the options that they show, and the page of commands has them all.

import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { command } from '../../../cli/command.ts';
import { PAGES, pageText } from '../../support/documents.ts';

interface Mention {
  page: string;
  words: string[];
}

/** `cairn a b --c` in code, up to what ends it: the end of the code, a comment, another command. */
const mentionsIn = (page: string): Mention[] =>
  [...pageText(page).matchAll(/(?:npx |`)cairn ([^`\n#;&|]+)/g)].map(([, text = '']) => ({
    page,
    words: text
      .replaceAll(/"[^"]*"/g, 'TEXT')
      .trim()
      .split(/\s+/),
  }));

/** What is wrong with a mention; a word in capitals stands for any. */
function wrongWith({ page, words }: Mention): string[] {
  let found: Command = command;
  const rest = [...words];
  while (rest[0] !== undefined && found.commands.length > 0 && !rest[0].startsWith('-')) {
    const name = rest[0];
    const next = found.commands.find((one) => one.name() === name);
    if (next === undefined)
      return /^[A-Z]+$/.test(name) ? [] : [`${page}: cairn ${words.join(' ')}: no ${name}`];
    found = next;
    rest.shift();
  }
  const known = [...found.options, ...command.options].flatMap(({ long, short }) => [long, short]);
  return rest
    .filter((word) => word.startsWith('-') && !['--help', ...known].includes(word))
    .map((word) => `${page}: cairn ${words.join(' ')}: no ${word}`);
}

const leavesOf = (parent: Command, path: readonly string[] = []): string[][] =>
  parent.commands.flatMap((one) => {
    const here = [...path, one.name()];
    return one.commands.length > 0 ? leavesOf(one, here) : [here];
  });

test('every command that a page shows is there', () => {
  const mentions = PAGES.flatMap(mentionsIn);
  expect(mentions.length).toBeGreaterThan(30);
  expect(mentions.flatMap(wrongWith)).toEqual([]);
});

test('the page of commands has every one of them', () => {
  const page = pageText('docs/reference/cli.md');
  const missing = leavesOf(command).filter(
    ([first = '', second]) =>
      !page
        .split('\n')
        .some(
          (line) =>
            line.startsWith('| `') &&
            [first, second].every((word) => !word || new RegExp(`\\b${word}\\b`).test(line)),
        ),
  );
  expect(missing).toEqual([]);
});
