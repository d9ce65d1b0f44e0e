// init: a small program to start from, with the JSON Schemas beside it for editors.
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { Failure, print } from '../output.ts';

const SCHEMAS = join(dirname(fileURLToPath(import.meta.url)), '../../schemas/json');

const STARTER: Record<string, object> = {
  'program.json': {
    $schema: './schemas/program.schema.json',
    name: 'My shop',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    purposes: { marketing: { description: 'Offers and news', data: ['orders', 'e-mail address'] } },
    sender: { name: 'My shop', postalAddress: 'Street 1, 12345 Town, Country' },
  },
  'channels/email.json': { $schema: '../schemas/channel.schema.json', id: 'email', price: '0.001 EUR' },
  'templates/welcome-mail.json': {
    $schema: '../schemas/template.schema.json',
    id: 'welcome-mail',
    channel: 'email',
    subject: 'Welcome to {{ program.name }}',
    html: '<p>Good to have you here.</p><p><small>{{ program.sender.postalAddress }} &middot; <a href="{{ links.unsubscribe }}">Unsubscribe</a></small></p>',
  },
  'journeys/welcome.json': {
    $schema: '../schemas/journey.schema.json',
    id: 'welcome',
    purpose: 'marketing',
    enter: { when: { reachable: 'email' } },
    start: 'mail',
    steps: { mail: { send: 'email', template: 'welcome-mail' } },
  },
};

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
  for (const [name, content] of Object.entries(STARTER)) {
    await mkdir(join(dir, dirname(name)), { recursive: true });
    await writeFile(join(dir, name), `${JSON.stringify(content, null, 2)}\n`);
  }
  await cp(SCHEMAS, join(dir, 'schemas'), { recursive: true });
  const files = Object.keys(STARTER);
  print(command, { dir, files }, [
    ...files.map((name) => `wrote ${join(dir, name)}`),
    `Next: npx cairn check ${dir}; npx cairn publish ${dir}`,
  ]);
}
