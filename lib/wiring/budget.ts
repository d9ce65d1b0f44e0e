// Budgets (lib/application/budget): the reconciliation of leases, and what people decide. The guard, which brings the
// statistics, stands in guard.ts.
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
  /** Where people decide, for what is announced. */
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

/** Gives back what ended leases did not spend (I5). */
export function settleEnded({ budgets, sendLog, clock, log }: SettleParts): () => Promise<Settled> {
  return async () => {
    const settled = await settleLeases({ budgets, sends: sendLog }, clock());
    if (settled.leases || settled.passedOver) log.info('leases settled', { ...settled });
    return settled;
  };
}

/** What a person's decision needs. */
export const decidePorts = (parts: BudgetParts): DecidePorts => ({
  ...parts,
  onUntold: (budget, error) => parts.log.error('a decision was not told', { budget, error }),
});
