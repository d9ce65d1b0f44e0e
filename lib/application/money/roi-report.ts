// GET /v1/reports/roi: revenue, cost and return per channel over days of the program's zone. ROI = net revenue / all cost
// (what advertisers call ROAS), or contribution / all cost where the channel or the program names a margin.
import type { RoiReport } from '../../../schemas/api/reports.ts';
import type { Program } from '../../../schemas/program.ts';
import { UNATTRIBUTED } from '../../domain/attribution/bucket.ts';
import { contributionOf, marginOf } from '../../domain/budget/margin.ts';
import { type Amount, formatMoney } from '../../domain/money/money.ts';
import type { MoneyStore } from '../../ports/money-store.ts';
import { type CreditQuestion, channelTotals } from './credited-totals.ts';
import { converter, type Figures, newConverted, ordersIn, revenueOf, spendOf } from './money-totals.ts';
import { UnreadSum } from './unread-money.ts';

export async function roiReport(
  store: Pick<MoneyStore, 'dayTotals' | 'orders'>,
  program: Program,
  question: CreditQuestion,
): Promise<RoiReport> {
  const { from, to, model } = question;
  const add = converter(program, model);
  const all = newConverted();
  const unattributed = newConverted();
  const unread = new UnreadSum();
  const byChannel = new Map(Object.keys(program.channels).map((id) => [id, newConverted()]));
  for (const { channel, day, total } of await channelTotals(store, question)) {
    if (unread.takes(channel, total, model)) continue;
    const figures = channel === UNATTRIBUTED ? unattributed : (byChannel.get(channel) ?? newConverted());
    if (channel !== UNATTRIBUTED) byChannel.set(channel, figures);
    add(figures, total, day);
    add(all, total, day);
  }
  const money = (micros: bigint): Amount => formatMoney(micros, program.currency);
  const earned = (figures: Figures, contribution: bigint | undefined) => ({
    roi: quotient(contribution ?? revenueOf(figures), spendOf(figures)),
    ...(contribution !== undefined && { contribution: money(contribution) }),
  });
  const contributions = contributionsOf(program, byChannel, unattributed);
  return {
    model,
    from,
    to,
    currency: program.currency,
    rows: [...byChannel]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([channel, figures]) => ({
        channel,
        spend: money(spendOf(figures)),
        revenue: money(revenueOf(figures)),
        ...marginIn(program, channel),
        ...earned(figures, contributions.of.get(channel)),
        conversions: ordersIn(figures.credit.conversions),
        sends: figures.sends,
      })),
    totals: {
      spend: money(spendOf(all)),
      revenue: money(revenueOf(all)),
      ...earned(all, contributions.all),
      orders: { count: ordersIn(all.credit.conversions), amount: money(all.credit.revenue) },
      refunds: { count: ordersIn(all.credit.refunds), amount: money(all.credit.refunded) },
    },
    unattributed: {
      revenue: money(revenueOf(unattributed)),
      conversions: ordersIn(unattributed.credit.conversions),
    },
    unconverted: [...all.unconverted]
      .filter(([, figures]) => revenueOf(figures) !== 0n || spendOf(figures) !== 0n)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, figures]) => ({
        currency,
        revenue: formatMoney(revenueOf(figures), currency),
        spend: formatMoney(spendOf(figures), currency),
      })),
    unread: unread.answer(),
  };
}

const ROI_DIGITS = 1_000_000;

function quotient(earned: bigint, spend: bigint): number | null {
  if (spend <= 0n) return null;
  return Math.round((Number(earned) / Number(spend)) * ROI_DIGITS) / ROI_DIGITS;
}

function marginIn(program: Program, channel: string): { margin?: string } {
  const margin = marginOf(program, channel);
  return margin === undefined ? {} : { margin };
}

/** By channel where it has a margin; `all` if everything that brought revenue has one, and there is one at all. */
function contributionsOf(
  program: Program,
  byChannel: ReadonlyMap<string, Figures>,
  unattributed: Figures,
): { of: Map<string, bigint>; all?: bigint } {
  const of = new Map<string, bigint>();
  let [sum, isWhole, isAny] = [0n, true, false];
  for (const [channel, figures] of [...byChannel, [undefined, unattributed] as const]) {
    const margin = marginOf(program, channel);
    const revenue = revenueOf(figures);
    isAny ||= margin !== undefined;
    if (margin === undefined) isWhole &&= revenue === 0n;
    else {
      const contribution = contributionOf(revenue, margin);
      sum += contribution;
      if (channel !== undefined) of.set(channel, contribution);
    }
  }
  return { of, ...(isAny && isWhole && { all: sum }) };
}
