// The item of a budget's present period, created on first use. Decision numbers keep rising across periods.
import type { Budget } from '../../../schemas/budget.ts';
import type { Program } from '../../../schemas/program.ts';
import { currentPeriod } from '../../domain/budget/limits.ts';
import { parseMoney } from '../../domain/money/money.ts';
import type { BudgetStore, PeriodItem } from '../../ports/budget-store.ts';

export async function presentPeriod(
  store: BudgetStore,
  program: Program,
  budget: Budget,
  at: number,
): Promise<PeriodItem> {
  const { start, endsAt } = currentPeriod(program, budget, at);
  const found = await store.read(budget.id, start);
  if (found) return found;
  const [last] = await store.periods(budget.id, { limit: 1 });
  const { currency } = parseMoney(budget.amount);
  return store.open({ budget: budget.id, start, endsAt, currency, nextN: last?.book.nextN ?? 1 });
}
