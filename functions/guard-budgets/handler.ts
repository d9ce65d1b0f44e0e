// On its schedule: looks at the return of every channel that has a guard, cuts, and tells (lib/application/budget/guard-budgets.ts).
import { dynamodb, eventBridge, s3, sns } from '../../lib/adapters/aws.ts';
import { dynamoBudgetStore } from '../../lib/adapters/dynamodb/budget-store.ts';
import { dynamoMoneyStore } from '../../lib/adapters/dynamodb/money-store.ts';
import { dynamoProgramStore } from '../../lib/adapters/dynamodb/program-store.ts';
import { env } from '../../lib/adapters/env.ts';
import { eventBridgeBus } from '../../lib/adapters/eventbridge/event-bus.ts';
import { logger } from '../../lib/adapters/logger.ts';
import { s3ObjectStore } from '../../lib/adapters/s3/object-store.ts';
import { financeTopic } from '../../lib/adapters/sns/finance-topic.ts';
import { type GuardPorts, guardBudgets } from '../../lib/application/budget/guard-budgets.ts';
import type { ProgramStore } from '../../lib/ports/program-store.ts';

interface Wired {
  ports: GuardPorts;
  programs: ProgramStore;
  apiUrl: string;
}
let wired: Wired | undefined;

function wire(): Wired {
  const table = env('MONEY_TABLE');
  const bus = eventBridgeBus(eventBridge(), env('EVENT_BUS_NAME'));
  const objects = s3ObjectStore(s3(), env('PROGRAM_BUCKET'));
  return {
    ports: {
      budgets: dynamoBudgetStore(dynamodb(), table),
      money: dynamoMoneyStore(dynamodb(), table),
      announcer: {
        publish: async (event) => {
          await bus(event);
          logger.info('announced', { type: event.type, budget: String(event.detail['budget']) });
        },
        tellFinance: financeTopic(sns(), env('FINANCE_TOPIC_ARN')),
      },
      onFailure: (budget, error) => logger.error('a budget was not guarded', { budget, error }),
    },
    programs: dynamoProgramStore(dynamodb(), env('SYSTEM_TABLE'), objects),
    apiUrl: env('API_URL'),
  };
}

export async function handler(): Promise<void> {
  wired ??= wire();
  const { ports, programs, apiUrl } = wired;
  const release = await programs.current();
  if (!release) return;
  const program = await programs.load(release.hash);
  const failed = await guardBudgets(ports, program, { apiUrl, now: Date.now() });
  // Lambda runs it again: budgets that were looked at are not due, what was told is marked.
  if (failed) throw new Error(`${failed} budgets could not be guarded`);
}
