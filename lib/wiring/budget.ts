// Budgets (lib/application/budget): the reconciliation of leases, and people's decisions. The guard is in guard.ts,
// because it brings the statistics.
import type { DecidePorts } from '../application/budget/decide-budget.ts';
import { type Settled, settleLeases } from '../application/budget/settle-leases.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { BudgetStore } from '../ports/budget-store.ts';
import type { Log } from '../ports/log.ts';
import type { MoneyStore } from '../ports/money-store.ts';
import type { SendLog } from '../ports/send-log.ts';

export interface BudgetParts {
  budgets: BudgetStore;
  money: MoneyStore;
  announcer: Announcer;
  /** Where people decide; named in announcements. */
  apiUrl: string;
  clock: () => number;
  log: Log;
}

export interface SettleParts {
  budgets: BudgetStore;
  sendLog: Pick<SendLog, 'sumOfLease'>;
  clock: () => number;
  log: Log;
}

/** Returns what ended leases did not spend (I5). */
export function settleEnded({ budgets, sendLog, clock, log }: SettleParts): () => Promise<Settled> {
  return async () => {
    const settled = await settleLeases({ budgets, sends: sendLog }, clock());
    if (settled.leases || settled.passedOver) log.info('leases settled', { ...settled });
    return settled;
  };
}

export const decidePorts = (parts: BudgetParts): DecidePorts => ({
  ...parts,
  onUnannounced: (budget, error) => parts.log.error('a decision was not announced', { budget, error }),
});
