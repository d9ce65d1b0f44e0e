// On a schedule: evaluates the return of every guarded channel, cuts budgets, and announces it
// (lib/application/budget/guard-budgets.ts).
import { env } from '../../lib/adapters/env.ts';
import { logger } from '../../lib/adapters/logger.ts';
import * as parts from '../../lib/adapters/parts.ts';
import { guard } from '../../lib/wiring/guard.ts';

let look: ReturnType<typeof guard> | undefined;

export async function handler(): Promise<void> {
  look ??= guard({
    budgets: parts.budgets(),
    money: parts.money(),
    announcer: parts.announcer(),
    programs: parts.programs(),
    apiUrl: env('API_URL'),
    log: logger,
    clock: parts.clock,
  });
  await look();
}
