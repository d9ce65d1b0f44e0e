// GET /v1/reports/roi: revenue, cost and return per channel over days of the program's zone. ROI = net revenue / all cost.
import type { RoiReport } from '../../../schemas/api/reports.ts';
import type { Program } from '../../../schemas/program.ts';
import { UNATTRIBUTED } from '../../domain/attribution/bucket.ts';
import { WHOLE } from '../../domain/attribution/totals.ts';
import { MODELS, type Model } from '../../domain/attribution/weights.ts';
import { type Amount, formatMoney } from '../../domain/money/money.ts';
import type { MoneyStore } from '../../ports/money-store.ts';
import { type Converted, converter, newConverted, revenueOf, spendOf } from './money-totals.ts';

export interface RoiQuestion {
  /** Inclusive days. */
  from: string;
  to: string;
  model: Model;
}

export const isModel = (text: string): text is Model => MODELS.some((model) => model === text);

export async function roiReport(
  store: Pick<MoneyStore, 'dayTotals'>,
  program: Program,
  { from, to, model }: RoiQuestion,
): Promise<RoiReport> {
  const add = converter(program, model);
  const all = newConverted();
  const unattributed = newConverted();
  const byChannel = new Map(Object.keys(program.channels).map((id) => [id, newConverted()]));
  for (const { channel, day, total } of await store.dayTotals(from, to)) {
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
  };
}

const ROI_DIGITS = 1_000_000;

function roiOf(figures: Converted): number | null {
  const spend = spendOf(figures);
  if (spend <= 0n) return null;
  return Math.round((Number(revenueOf(figures)) / Number(spend)) * ROI_DIGITS) / ROI_DIGITS;
}

const ordersIn = (millionths: bigint): number => Number(millionths) / Number(WHOLE);
