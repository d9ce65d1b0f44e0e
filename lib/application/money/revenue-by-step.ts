// Revenue by the journey and step whose messages led to it, over days of the program's zone, computed from the orders'
// paths.
import type { StepReport } from '../../../schemas/api/reports.ts';
import type { Program } from '../../../schemas/program.ts';
import { UNATTRIBUTED } from '../../domain/attribution/bucket.ts';
import type { Dimension } from '../../domain/attribution/credits.ts';
import { formatMoney } from '../../domain/money/money.ts';
import type { MoneyStore } from '../../ports/money-store.ts';
import { type CreditQuestion, creditsOfDays } from './credited-totals.ts';
import { type Converted, converter, newConverted, ordersIn, revenueOf } from './money-totals.ts';
import { UnreadSum } from './unread-money.ts';

type Step = Pick<StepReport['rows'][number], 'journey' | 'step' | 'channel'>;
const byStep: Dimension = ({ journey = null, step = null, channel }) =>
  JSON.stringify([journey, step, channel]);
function stepOf(key: string): Step {
  const [journey, step, channel] = JSON.parse(key) as [string | null, string | null, string];
  return { journey, step, channel };
}

export async function revenueByStep(
  store: Pick<MoneyStore, 'orders'>,
  program: Program,
  question: CreditQuestion,
): Promise<StepReport> {
  const { from, to, model } = question;
  const add = converter(program, model);
  const all = newConverted();
  const byKey = new Map<string, Converted>();
  const unread = new UnreadSum();
  for await (const { day, credits } of creditsOfDays(store, question, byStep))
    for (const [key, total] of credits) {
      if (unread.takes(key, total, model)) continue;
      const figures = byKey.get(key) ?? newConverted();
      byKey.set(key, figures);
      add(figures, total, day);
      add(all, total, day);
    }
  const revenue = (figures: Converted): StepReport['totals'] => ({
    revenue: formatMoney(revenueOf(figures), program.currency),
    conversions: ordersIn(figures.credit.conversions),
  });
  const unattributed = byKey.get(UNATTRIBUTED) ?? newConverted();
  byKey.delete(UNATTRIBUTED);
  return {
    model,
    from,
    to,
    currency: program.currency,
    rows: [...byKey]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, figures]) => ({ ...stepOf(key), ...revenue(figures) })),
    totals: revenue(all),
    unattributed: revenue(unattributed),
    unconverted: [...all.unconverted]
      .filter(([, figures]) => revenueOf(figures) !== 0n)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, figures]) => ({ currency, revenue: formatMoney(revenueOf(figures), currency) })),
    unread: unread.answer(),
  };
}
