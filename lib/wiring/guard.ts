// The guard of budgets (lib/application/budget/guard-budgets.ts).
import { guardBudgets } from '../application/budget/guard-budgets.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { ProgramStore } from '../ports/program-store.ts';
import type { BudgetParts } from './budget.ts';

export interface GuardParts extends BudgetParts {
  programs: ProgramStore;
}

/**
 * Evaluates every budget of the live program. When run again after a failure, budgets that were evaluated are not due.
 */
export function guard(parts: GuardParts): () => Promise<void> {
  const { announcer, programs, apiUrl, clock, log } = parts;
  const ports = {
    ...parts,
    announcer: {
      ...announcer,
      async publish(event: Parameters<Announcer['publish']>[0]) {
        await announcer.publish(event);
        log.info('announced', { type: event.type, budget: String(event.detail['budget']) });
      },
    },
    onFailure: (budget: string, error: unknown): void =>
      log.error('a budget was not guarded', { budget, error }),
  };
  return async () => {
    const release = await programs.current();
    if (!release) return;
    const program = await programs.load(release.hash);
    const failed = await guardBudgets(ports, program, { apiUrl, now: clock() });
    if (failed) throw new Error(`${failed} budgets could not be guarded`);
  };
}
