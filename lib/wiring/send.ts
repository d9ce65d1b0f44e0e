// The sender of one channel (lib/application/send): reads its queue, calls the provider and reports outcomes.
import { leaseBudget } from '../application/budget/lease-budget.ts';
import { ProgramCache } from '../application/program/program-cache.ts';
import { sendBatch } from '../application/send/send-batch.ts';
import { type SenderPorts, type SenderSettings, SendMessage } from '../application/send/send-message.ts';
import type { BudgetStore } from '../ports/budget-store.ts';
import type { Log } from '../ports/log.ts';
import type { ProgramStore } from '../ports/program-store.ts';
import type { HandleBatch, Redelivery } from '../ports/queue.ts';
import type { SendLog } from '../ports/send-log.ts';

type Made = 'log' | 'spender' | 'programs' | 'onSettled';

export interface SendParts extends Omit<SenderPorts, Made>, SenderSettings {
  sendLog: SendLog;
  budgets: BudgetStore;
  programs: ProgramStore;
  redelivery: Redelivery;
  /** Ids of leases. */
  newId: () => string;
  log: Log;
}

/** Long enough to serve many batches, short enough that money held by a crashed process is soon free again. */
const LEASE_MS = 2 * 60_000;

/** Handles batches of the channel's queue. */
export function sendMessages(parts: SendParts): HandleBatch {
  const { sendLog, budgets, programs, redelivery, newId, log, clock, functionTimeoutMs } = parts;
  const sender = new SendMessage(
    {
      ...parts,
      log: sendLog,
      spender: leaseBudget(budgets, { leaseMs: LEASE_MS, graceMs: 2 * functionTimeoutMs, newId }),
      programs: new ProgramCache(programs, clock),
      onSettled: (settled) => log.info('send', settled),
    },
    { linkBaseUrl: parts.linkBaseUrl.replace(/\/+$/, ''), functionTimeoutMs },
  );
  const onFailure: Parameters<typeof sendBatch>[0]['onFailure'] = (about, error) =>
    log.error('a send stays in its queue', { ...about, error });
  return (batch) => sendBatch({ sender, redelivery, functionTimeoutMs, onFailure }, batch);
}
