// Reconciliation of leases (I5): what an ended lease did not spend goes back to its budget, whether or not its
// instance survived.
//
// A lease is settled once its end and twice the sender's timeout are past: by then every send it paid for has its
// record. The settlement is conditional on the lease being unchanged since it was read, so it happens once, and never
// to a lease that was granted more in between.
import { unspentOf } from '../../domain/budget/lease.ts';
import type { BudgetStore } from '../../ports/budget-store.ts';
import type { SendLog } from '../../ports/send-log.ts';

export interface Settled {
  leases: number;
  /** Leases of other instances that grew or were settled since they were read. */
  passedOver: number;
}

export async function settleLeases(
  ports: { budgets: BudgetStore; sends: Pick<SendLog, 'sumOfLease'> },
  now: number,
): Promise<Settled> {
  const settled: Settled = { leases: 0, passedOver: 0 };
  for (const { budget, start } of await ports.budgets.openPeriods(now)) {
    const item = await ports.budgets.read(budget, start);
    for (const [id, lease] of Object.entries(item?.leases ?? {})) {
      if (now < lease.settleAfter) continue;
      const back = unspentOf(lease, await ports.sends.sumOfLease(id));
      const done = await ports.budgets.settle({ budget, start, id }, lease, back);
      settled[done ? 'leases' : 'passedOver'] += 1;
    }
  }
  return settled;
}
