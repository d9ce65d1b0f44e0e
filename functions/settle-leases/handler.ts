// On its schedule: what ended leases did not spend goes back to their budgets (I5).
import { dynamodb } from '../../lib/adapters/aws.ts';
import { dynamoBudgetStore } from '../../lib/adapters/dynamodb/budget-store.ts';
import { dynamoSendLog } from '../../lib/adapters/dynamodb/send-log.ts';
import { env } from '../../lib/adapters/env.ts';
import { logger } from '../../lib/adapters/logger.ts';
import { settleLeases } from '../../lib/application/budget/settle-leases.ts';

type Ports = Parameters<typeof settleLeases>[0];
let wired: Ports | undefined;

function wire(): Ports {
  return {
    budgets: dynamoBudgetStore(dynamodb(), env('MONEY_TABLE')),
    sends: dynamoSendLog(dynamodb(), env('SENDS_TABLE'), Date.now),
  };
}

export async function handler(): Promise<void> {
  wired ??= wire();
  const { leases, passedOver } = await settleLeases(wired, Date.now());
  if (leases || passedOver) logger.info('leases settled', { leases, passedOver });
}
