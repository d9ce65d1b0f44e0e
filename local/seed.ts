// The initial content of a fresh local cloud: the write keys of the contract and the sample program.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { readProgramFiles } from '../cli/program-files.ts';
import { writeKeyItems } from '../lib/adapters/dynamodb/write-keys.ts';
import type { Cloud } from './cloud.ts';

export type SeedTarget = Pick<Cloud, 'url' | 'dynamodb' | 'variables' | 'clock'>;

/** Write keys: `local-write-key` with server scope, `local-browser-key` with browser scope. */
export async function seedSystemTable({ dynamodb, variables, clock }: SeedTarget): Promise<void> {
  const TableName = variables.get('SYSTEM_TABLE');
  const about = { createdAt: clock.now(), createdBy: 'npm start' };
  const keys = [
    ...writeKeyItems('local-write-key', { ...about, scope: 'server', name: 'local server' }),
    ...writeKeyItems('local-browser-key', { ...about, scope: 'browser', name: 'local browser' }),
  ];
  for (const Item of keys) await dynamodb.send(new PutItemCommand({ TableName, Item }));
}

/** Publishes a program directory as an operator would: over the API, as local-admin. */
export async function publishProgram({ url }: SeedTarget, folder: string): Promise<void> {
  const texts = await readProgramFiles(folder);
  const files = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, JSON.parse(text) as unknown]),
  );
  const answer = await fetch(`${url}/v1/program/publish`, {
    method: 'POST',
    headers: { authorization: 'Bearer local-admin', 'content-type': 'application/json' },
    body: JSON.stringify({ files }),
  });
  if (!answer.ok)
    throw new Error(`${folder} could not be published: ${answer.status} ${await answer.text()}`);
}
