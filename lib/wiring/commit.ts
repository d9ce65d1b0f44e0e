// The commit (lib/application/commit): reads the mailbox, writes states and sends out their effects.
import { handleMailbox, type MailboxPorts } from '../application/commit/handle-mailbox.ts';
import { CompiledPrograms } from '../application/program/compiled-programs.ts';
import { ProgramCache } from '../application/program/program-cache.ts';
import type { Log } from '../ports/log.ts';
import type { ProgramStore } from '../ports/program-store.ts';
import type { HandleBatch } from '../ports/queue.ts';

export interface CommitParts extends Omit<MailboxPorts, 'programs' | 'onFailure' | 'onCommit'> {
  programs: ProgramStore;
  log: Log;
}

/** Handles batches of the mailbox. */
export function commitMailbox(parts: CommitParts): HandleBatch {
  const { programs, clock, log } = parts;
  const ports: MailboxPorts = {
    ...parts,
    programs: new CompiledPrograms(new ProgramCache(programs, clock), programs),
    onFailure: (profile, error) => log.error('stays in the mailbox', { profile, error }),
    onCommit: ({ poison, ...committed }) =>
      log.info('commit', { ...committed, ...(poison ? { quarantined: poison } : {}) }),
  };
  return (batch) => handleMailbox(ports, batch);
}
