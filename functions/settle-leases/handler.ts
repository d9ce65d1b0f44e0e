// On a schedule: returns what ended leases did not spend to their budgets (I5).
import { logger } from '../../lib/adapters/logger.ts';
import * as parts from '../../lib/adapters/parts.ts';
import { settleEnded } from '../../lib/wiring/budget.ts';

let settle: ReturnType<typeof settleEnded> | undefined;

export async function handler(): Promise<void> {
  settle ??= settleEnded({
    budgets: parts.budgets(),
    sendLog: parts.sendLog(),
    log: logger,
    clock: parts.clock,
  });
  await settle();
}
