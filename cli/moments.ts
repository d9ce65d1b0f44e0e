// Times as people read them: in words, in the live program's zone. `--json` keeps ISO 8601.
import type { Command } from 'commander';
import { momentInWords } from '../lib/domain/time/words.ts';
import { call } from './api.ts';
import { Failure } from './output.ts';

/** Before anything is published, times are shown in UTC. */
export async function wordsOfMoments(command: Command): Promise<(iso: string | undefined) => string> {
  if (command.optsWithGlobals().json) return (iso = '') => iso;
  const timeZone = await zone();
  return (iso) => (iso === undefined ? '' : momentInWords(Date.parse(iso), timeZone));
}

async function zone(): Promise<string> {
  try {
    const live = await call('GET /v1/program', {});
    // A server of another release may answer otherwise.
    return live.program?.timeZone ?? 'UTC';
  } catch (error) {
    if (error instanceof Failure) return 'UTC';
    throw error;
  }
}
