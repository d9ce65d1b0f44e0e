// Reports as tables, for spreadsheets. Amounts are decimals with the digits of their currency, which has a column of its
// own. The names of the columns stay; new ones come at the end.
import type { RoiReport, StepReport } from '../../../schemas/api/reports.ts';
import type { Amount } from '../../domain/money/money.ts';

export interface ReportTable<Report> {
  /** What each column holds, in their order. */
  columns: Readonly<Record<string, string>>;
  rows(report: Report): Readonly<Record<string, string | number | null | undefined>>[];
}

const asked = {
  from: 'first day of the report, in the program’s zone',
  to: 'last day',
  model: 'attribution model',
};

const questionOf = ({ from, to, model }: Pick<RoiReport, 'from' | 'to' | 'model'>) => ({ from, to, model });
const amountOf = (name: string, amount: Amount | undefined) => ({ [name]: amount?.amount });

export const roiTable: ReportTable<RoiReport> = {
  columns: {
    ...asked,
    kind: '`channel`; `unattributed`: revenue that no channel led to; `unconverted`: money without a rate, in its own currency. Channels and `unattributed` sum to the report’s totals',
    channel: 'id of the channel',
    currency: 'of every amount in the row',
    spend: 'all cost: sends and outside spend',
    revenue: 'net of refunds',
    margin: 'as the channel or the program names it, such as `35%`; empty where there is none',
    contribution: 'revenue x margin; empty where there is no margin',
    roi: 'revenue / spend (what advertisers call ROAS), or contribution / spend where there is a margin; empty without cost',
    conversions: 'orders, as the model shares them out',
    sends: 'messages sent',
  },
  rows: (report) => [
    ...report.rows.map(({ channel, spend, revenue, margin, contribution, roi, conversions, sends }) => ({
      ...{ ...questionOf(report), kind: 'channel', channel, currency: report.currency },
      ...amountOf('spend', spend),
      ...amountOf('revenue', revenue),
      ...amountOf('contribution', contribution),
      ...{ margin, roi, conversions, sends },
    })),
    {
      ...{ ...questionOf(report), kind: 'unattributed', currency: report.currency },
      ...amountOf('revenue', report.unattributed.revenue),
      conversions: report.unattributed.conversions,
    },
    ...report.unconverted.map(({ currency, spend, revenue }) => ({
      ...{ ...questionOf(report), kind: 'unconverted', currency },
      ...amountOf('spend', spend),
      ...amountOf('revenue', revenue),
    })),
  ],
};

export const stepTable: ReportTable<StepReport> = {
  columns: {
    ...asked,
    kind: '`step`; `unattributed`: revenue that no touch led to; `unconverted`: revenue without a rate, in its own currency',
    journey: 'id of the journey; empty for a touch of no journey, such as a visit',
    step: 'id of the step in its journey',
    channel: 'id of the channel',
    currency: 'of the revenue',
    revenue: 'net of refunds',
    conversions: 'orders, as the model shares them out',
  },
  rows: (report) => [
    ...report.rows.map(({ journey, step, channel, revenue, conversions }) => ({
      ...{ ...questionOf(report), kind: 'step', journey, step, channel, currency: report.currency },
      ...{ ...amountOf('revenue', revenue), conversions },
    })),
    {
      ...{ ...questionOf(report), kind: 'unattributed', currency: report.currency },
      ...amountOf('revenue', report.unattributed.revenue),
      conversions: report.unattributed.conversions,
    },
    ...report.unconverted.map(({ currency, revenue }) => ({
      ...{ ...questionOf(report), kind: 'unconverted', currency },
      ...amountOf('revenue', revenue),
    })),
  ],
};
