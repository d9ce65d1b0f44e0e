/**
 * vitest's globalSetup: a folder in which this run's backends record which grants they used; reported when the run
 * ends.
 */
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
