// Which budgets bind a channel, and what they allow in a period. All budgets of a channel bind it.

import type { Budget } from '../../../schemas/budget.ts';
import { isSendChannel } from '../../../schemas/names.ts';
import type { Money } from '../../../schemas/primitives.ts';
import type { Program } from '../../../schemas/program.ts';
import { parseMoney } from '../money/money.ts';
import { convert, type RateTable } from '../money/rates.ts';
import { amountInForce, type Book, type InForce } from './book.ts';
import { type BudgetPeriod, periodAt } from './period.ts';

export const budgetsOn = (program: Program, channel: string): Budget[] =>
  Object.values(program.budgets).filter((budget) => budget.channel === channel);

/** Whether sends ask the channel's budgets: Cairn sends on it, and its messages have a price. */
export const isEnforced = ({ channels }: Program, channel: string): boolean => {
  const price = isSendChannel(channel) ? channels[channel]?.price : undefined;
  return price !== undefined && parseMoney(price).micros > 0;
};

export const currentPeriod = (program: Program, budget: Budget, at: number): BudgetPeriod =>
  periodAt(budget.period, budget.timeZone ?? program.timeZone, at);

export const inForceOf = (budget: Budget, book: Book): InForce =>
  amountInForce(parseMoney(budget.amount), book.decisions);

/**
 * The amount in force as a limit in another currency, rounded down: a period keeps the currency it was opened in even
 * when the program changes the budget's. Undefined where there is no rate.
 */
export function limitIn(
  currency: string,
  { amount }: { amount: Money },
  rates: RateTable,
  day: string,
): number | undefined {
  const rate = rates(amount.currency, currency, day);
  return rate && Number(convert(BigInt(amount.micros), rate, 'down'));
}

/** How far one person alone may raise the amount in force, in the amount's currency; undefined: as far as they like. */
export function aloneLimit(
  program: Program,
  { approval = program.approval, amount }: Budget,
  rates: RateTable,
  day: string,
): number | undefined {
  if (!approval) return undefined;
  const above = { amount: parseMoney(approval.above) };
  // Without a rate the limit is unknown, and a second person never does harm.
  return limitIn(parseMoney(amount).currency, above, rates, day) ?? 0;
}
