// keys: write keys of integrations. A key is printed once, when it is created; afterwards only its id and last
// characters.
import { type Command, Option } from 'commander';
import type { CreatedKey, WriteKey } from '../../schemas/api/keys.ts';
import { call } from '../api.ts';
import { wordsOfMoments } from '../moments.ts';
import { print } from '../output.ts';

export function addKeys(program: Command): void {
  const keys = program.command('keys').description('write keys that integrations post events with (admin)');
  keys.command('list').description('all keys, newest first').action(list);
  keys
    .command('create')
    .addOption(
      new Option('--scope <scope>', 'what it may do').choices(['server', 'browser']).makeOptionMandatory(),
    )
    .requiredOption('--name <name>', 'what uses it, such as "shop backend"')
    .description('make a key and print it, this once')
    .action(create);
  keys
    .command('rotate')
    .argument('<id>', 'id of the key')
    .option('--overlap <duration>', 'how long the old key goes on working, at most P90D', 'PT24H')
    .description('make a key that takes the place of another, which can be done once')
    .action(rotate);
  keys
    .command('revoke')
    .argument('<id>', 'id of the key')
    .description('end a key: it is refused within a minute')
    .action(revoke);
}

async function list(_options: unknown, command: Command): Promise<void> {
  const keys: WriteKey[] = [];
  let cursor: string | undefined;
  do {
    const page = await call('GET /v1/keys', { query: { limit: 100, cursor } });
    keys.push(...page.keys);
    cursor = page.cursor;
  } while (cursor !== undefined);
  keys.sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
  const words = await wordsOfMoments(command);
  const lines = keys.map(
    (key) => `${key.id}  ${key.scope.padEnd(7)}  ...${key.last}  ${stateOf(key, words)}  ${key.name}`,
  );
  print(
    command,
    { keys },
    lines.length ? lines : ['There are no keys. Make one: npx cairn keys create --help'],
  );
}

function stateOf(
  { works, revokedAt, replacedBy, createdAt, createdBy }: WriteKey,
  words: (iso: string | undefined) => string,
): string {
  if (!works) return `revoked ${words(revokedAt)}`;
  const then = replacedBy ? `, ${replacedBy} takes its place` : '';
  return revokedAt ? `ends ${words(revokedAt)}${then}` : `since ${words(createdAt)} by ${createdBy}`;
}

async function create({ scope, name }: Pick<WriteKey, 'scope' | 'name'>, command: Command): Promise<void> {
  const made = await call('POST /v1/keys', { body: { scope, name } });
  print(command, made, shown(made));
}

async function rotate(id: string, { overlap }: { overlap: string }, command: Command): Promise<void> {
  const made = await call('POST /v1/keys/{id}/rotate', { path: { id }, body: { overlap } });
  const words = await wordsOfMoments(command);
  const { last, revokedAt } = made.replaces;
  print(command, made, [...shown(made), `The old one, ...${last}, ends ${words(revokedAt)}.`]);
}

const shown = ({ key, id }: CreatedKey): string[] => [
  key,
  `Keep it: it is shown this once. Its id is ${id}.`,
];

async function revoke(id: string, _options: unknown, command: Command): Promise<void> {
  const key = await call('DELETE /v1/keys/{id}', { path: { id } });
  print(command, key, [`${key.name} (...${key.last}) is revoked; within a minute no door takes it.`]);
}
