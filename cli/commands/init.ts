// init: a small program to start from, with the JSON Schemas beside it for editors.
import { cp, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { Failure, print } from '../output.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const STARTER = join(HERE, '../starter');
const SCHEMAS = join(HERE, '../../schemas/json');

export function addInit(program: Command): void {
  program
    .command('init')
    .argument('<dir>', 'a new or empty directory')
    .description('begin a program: one journey, and the schemas for your editor')
    .action(init);
}

async function init(dir: string, _options: unknown, command: Command): Promise<void> {
  await mkdir(dir, { recursive: true });
  if ((await readdir(dir)).length) throw new Failure(`${dir} is not empty`, 2);
  await cp(STARTER, dir, { recursive: true });
  await cp(SCHEMAS, join(dir, 'schemas'), { recursive: true });
  const found = await readdir(STARTER, { recursive: true });
  const files = found.filter((name) => name.endsWith('.json')).sort();
  print(command, { dir, files }, [
    ...files.map((name) => `wrote ${join(dir, name)}`),
    `Next: npx cairn check ${dir}; npx cairn publish ${dir}`,
  ]);
}
