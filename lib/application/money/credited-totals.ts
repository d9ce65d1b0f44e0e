// Credits that totals do not store, computed from the orders of each day: those of models that are not kept, and those
// by dimensions other than the channel.
import { byChannel, creditsBy, type Dimension } from '../../domain/attribution/credits.ts';
import { isModel, type ModelName, models } from '../../domain/attribution/models.ts';
import { addTotal, type Total } from '../../domain/attribution/totals.ts';
import { addDays } from '../../domain/money/calendar.ts';
import type { ChannelTotal, MoneyStore } from '../../ports/money-store.ts';

export interface CreditQuestion {
  from: string;
  to: string;
  model: ModelName;
}

/** Reads a month in a few round trips, with the orders of only these days in memory. */
const DAYS_AT_ONCE = 8;

/** Each day's credits by the dimension's key. */
export async function* creditsOfDays(
  store: Pick<MoneyStore, 'orders'>,
  { from, to, model }: CreditQuestion,
  dimension: Dimension,
): AsyncGenerator<{ day: string; credits: Map<string, Total> }> {
  for (let first = from; first <= to; first = addDays(first, DAYS_AT_ONCE)) {
    const days = Array.from({ length: DAYS_AT_ONCE }, (_, i) => addDays(first, i)).filter((day) => day <= to);
    const read = await Promise.all(days.map(async (day) => ({ day, orders: await store.orders(day) })));
    for (const { day, orders } of read) yield { day, credits: creditsBy(orders, model, dimension) };
  }
}

/**
 * Totals by channel and day, including the model's credits. For a model that is not kept, totals hold what it was
 * credited before orders were listed by day, and the orders give the rest.
 */
export async function channelTotals(
  store: Pick<MoneyStore, 'dayTotals' | 'orders'>,
  question: CreditQuestion,
): Promise<ChannelTotal[]> {
  const totals = await store.dayTotals(question.from, question.to);
  // A model of a newer release has its credits in totals if it keeps them, and nowhere else that this one can read.
  if (!isModel(question.model) || models[question.model].kept) return totals;
  const found = new Map(totals.map((each) => [`${each.day}/${each.channel}`, each]));
  for await (const { day, credits } of creditsOfDays(store, question, byChannel))
    for (const [channel, total] of credits) {
      const known = found.get(`${day}/${channel}`);
      if (known) addTotal(known.total, total);
      else found.set(`${day}/${channel}`, { day, channel, total });
    }
  return [...found.values()];
}
