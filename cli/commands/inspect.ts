// why: which messages a profile got or did not get, and which rules and data decided it.
import type { Command } from 'commander';
import { call } from '../api.ts';
import { wordsOfMoments } from '../moments.ts';
import { print } from '../output.ts';

export function addInspect(program: Command): void {
  program
    .command('why')
    .argument('<address>', 'any identifier: user:42, email:a@b.c, a profile id')
    .option('--journey <id>', 'only this journey')
    .description('why did this person get a message, or not')
    .action(why);
}

async function why(address: string, options: { journey?: string }, command: Command): Promise<void> {
  const { journey = '' } = options;
  const answer = await call('GET /v1/profiles/{address}/why', {
    path: { address },
    query: journey === '' ? {} : { journey },
  });
  const words = await wordsOfMoments(command);
  const lines = answer.journeys.flatMap(({ journey, text, decisions }) => [
    journey,
    ...(text === undefined ? [] : [`  ${text}`]),
    ...decisions.map((d) => `  ${words(d.at)}  ${d.text}`),
  ]);
  const consent = answer.consent.map(({ at, text }) => `  ${words(at)}  ${text}`);
  print(command, answer, [
    ...(lines.length ? lines : ['No journey has looked at this profile yet.']),
    ...(consent.length ? ['Consent', ...consent] : []),
  ]);
}
