// Recipients' own clicks (lib/application/receipts/serve-recipients.ts): what their routes are wired to.
import { ProgramCache } from '../application/program/program-cache.ts';
import type { RecipientPorts } from '../application/receipts/serve-recipients.ts';
import type { Log } from '../ports/log.ts';
import type { ProgramStore } from '../ports/program-store.ts';

export interface RecipientParts extends RecipientPorts {
  programs: ProgramStore;
  log: Log;
}

export const recipientPorts = (parts: RecipientParts) => ({
  ...parts,
  programs: new ProgramCache(parts.programs, parts.clock),
  onFailure: (what: string, error: unknown): void =>
    parts.log.error('an act of a recipient failed', { what, error }),
});
