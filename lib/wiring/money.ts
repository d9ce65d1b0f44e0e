// Money in the books (lib/application/money): facts in; rows, totals and counts out.
import { receiveFacts } from '../application/money/receive-facts.ts';
import { ProgramCache } from '../application/program/program-cache.ts';
import type { Log } from '../ports/log.ts';
import type { MoneyStore } from '../ports/money-store.ts';
import type { ProgramStore } from '../ports/program-store.ts';
import type { HandleBatch } from '../ports/queue.ts';

export interface MoneyParts {
  money: MoneyStore;
  programs: ProgramStore;
  log: Log;
  clock: () => number;
}

/** Handles batches of the facts queue. */
export function projectFacts({ money, programs, log, clock }: MoneyParts): HandleBatch {
  const ports = {
    money,
    programs: new ProgramCache(programs, clock),
    onFailure: (messageId: string, error: unknown): void =>
      log.error('a fact stays in the queue', { messageId, error }),
  };
  return (batch) => receiveFacts(ports, batch);
}
