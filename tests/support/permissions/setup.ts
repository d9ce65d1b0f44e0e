/** vitest's globalSetup: a folder for what the backends of this run used of their grants, told when the run ends. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOLDER_VARIABLE, unusedGrants } from './report.ts';

export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-grants-'));
  process.env[FOLDER_VARIABLE] = folder;
  return async () => {
    for (const line of await unusedGrants(folder)) console.log(line);
    await rm(folder, { recursive: true, force: true });
  };
}
