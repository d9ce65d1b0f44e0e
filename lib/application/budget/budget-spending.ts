// The cost of a budget's channel in the present period, in the budget's currency: our sends, and spend reported from
// outside.
import type { Budget } from '../../../schemas/budget.ts';
import type { Program } from '../../../schemas/program.ts';
import { currentPeriod } from '../../domain/budget/limits.ts';
import { placeOf } from '../../domain/money/calendar.ts';
import { parseMoney } from '../../domain/money/money.ts';
import type { MoneyStore } from '../../ports/money-store.ts';
import { converter, newConverted } from '../money/money-totals.ts';

export interface Spent {
  /**
   * Micros. Days are in the program's zone: where the budget's zone differs, its first and last hours fall into the
   * neighbouring day.
   */
  sends: bigint;
  outside: bigint;
}

export async function spentInPeriod(
  store: Pick<MoneyStore, 'dayTotals'>,
  program: Program,
  budget: Budget,
  now: number,
): Promise<Spent> {
  const { start } = currentPeriod(program, budget, now);
  const add = converter(program, program.attribution.model, parseMoney(budget.amount).currency);
  const figures = newConverted();
  const today = placeOf(now, program.timeZone).day;
  if (today < start) return { sends: 0n, outside: 0n };
  for (const { channel, day, total } of await store.dayTotals(start, today))
    if (channel === budget.channel) add(figures, total, day);
  return { sends: figures.sendCost, outside: figures.outside };
}
