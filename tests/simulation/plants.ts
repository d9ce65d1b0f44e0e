// Where a test may plant a fault of ours, to see that the judge finds it.
import type { MailboxPorts } from '../../lib/application/handle-mailbox.ts';
import type { SenderPorts } from '../../lib/application/send-message.ts';
import type { BudgetStore } from '../../lib/ports/budget-store.ts';

export interface Plants {
  step?: (ports: MailboxPorts) => MailboxPorts;
  send?: (ports: SenderPorts) => SenderPorts;
  budgets?: (store: BudgetStore) => BudgetStore;
}
