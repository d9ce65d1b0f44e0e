// GET /v1/reports/roi: revenue, cost and return per channel over days of the program's zone. ROI = net revenue / all cost.
import type { RoiReport } from '../../../schemas/api/reports.ts';
import type { Program } from '../../../schemas/program.ts';
import { UNATTRIBUTED } from '../../domain/attribution/bucket.ts';
import { type Amount, formatMoney } from '../../domain/money/money.ts';
import type { MoneyStore } from '../../ports/money-store.ts';
import { type CreditQuestion, channelTotals } from './credited-totals.ts';
import { type Converted, converter, newConverted, ordersIn, revenueOf, spendOf } from './money-totals.ts';
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
        roi: roiOf(figures),
        conversions: ordersIn(figures.credit.conversions),
        sends: figures.sends,
      })),
    totals: {
      spend: money(spendOf(all)),
      revenue: money(revenueOf(all)),
      roi: roiOf(all),
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

function roiOf(figures: Converted): number | null {
  const spend = spendOf(figures);
  if (spend <= 0n) return null;
  return Math.round((Number(revenueOf(figures)) / Number(spend)) * ROI_DIGITS) / ROI_DIGITS;
}
