// Reports on money.
import * as z from 'zod';
import { attributionModels, wordsOfModels } from '../generated/attribution-models.ts';
import { LocalDate } from '../primitives.ts';
import type { OperatorTable } from './route.ts';
import { Amount } from './shapes.ts';

const Model = z.enum(attributionModels).meta({
  description: Object.entries(wordsOfModels)
    .map(([name, words]) => `${name}: ${words}`)
    .join(' '),
});

/** Days are inclusive, in the program's zone; `model` defaults to the program's own. */
const ReportQuery = z.object({
  from: LocalDate.optional(),
  to: LocalDate.optional(),
  model: Model.optional(),
  format: z.enum(['json', 'csv'], 'json or csv').optional().meta({
    description: 'Left out: CSV if the header Accept names text/csv and prefers it, else JSON.',
  }),
});

export type ReportQuery = z.infer<typeof ReportQuery>;

/** The maximum number of days: each month costs a query. */
const DAYS_MAX = 400;
const DAY_MS = 86_400_000;

/** The same after both days are known. */
export const ReportPeriod = z
  .object({ from: LocalDate, to: LocalDate })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not lie before "from"' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < DAYS_MAX * DAY_MS, {
    path: ['from'],
    message: `at most ${DAYS_MAX} days at a time`,
  });

const Counted = z.object({ count: z.number(), amount: Amount });
/** Money that came in in these days and is not in the books, or not as it was said. */
export const UnreadMoney = z.object({
  /** All events below. 0: everything that came in is booked. */
  count: z.int(),
  events: z.array(
    z.object({
      reason: z.enum(['quarantined', 'no-amount', 'above-order', 'unknown-order']),
      count: z.int(),
      /** Where it is known, by currency. */
      amounts: z.array(Amount),
      /** What it is, and where to look. */
      detail: z.string(),
    }),
  ),
});
export type UnreadMoney = z.infer<typeof UnreadMoney>;

const Return = z.object({
  /**
   * Revenue over cost (what advertisers call ROAS); contribution over cost where `contribution` is given. Null if there
   * was no cost.
   */
  roi: z.number().nullable(),
  /** Revenue x margin, where the channel or the program names a margin. */
  contribution: Amount.optional(),
});
export const RoiReport = z.object({
  model: Model,
  from: LocalDate,
  to: LocalDate,
  currency: z.string(),
  rows: z.array(
    Return.extend({
      channel: z.string(),
      spend: Amount,
      revenue: Amount,
      /** As the channel or the program names it, such as `35%`. */
      margin: z.string().optional(),
      /** As shared out by the model: a fraction of an order if several channels led to it. */
      conversions: z.number(),
      sends: z.number(),
    }),
  ),
  /** `contribution` is given if a margin is known for everything that brought revenue. */
  totals: Return.extend({
    spend: Amount,
    /** Net of refunds, including the unattributed revenue. */
    revenue: Amount,
    orders: Counted,
    refunds: Counted,
  }),
  unattributed: z.object({ revenue: Amount, conversions: z.number() }),
  /** Money without a rate, in its own currency; not included in the amounts above. */
  unconverted: z.array(z.object({ currency: z.string(), revenue: Amount, spend: Amount })),
  unread: UnreadMoney,
});
export type RoiReport = z.infer<typeof RoiReport>;

const Revenue = z.object({
  /** Net of refunds. */
  revenue: Amount,
  /** As shared out by the model: a fraction of an order if several steps led to it. */
  conversions: z.number(),
});
export const StepReport = z.object({
  model: Model,
  from: LocalDate,
  to: LocalDate,
  currency: z.string(),
  rows: z.array(
    Revenue.extend({
      /** Null for a visit or another channel's touch, which belongs to no journey. */
      journey: z.string().nullable(),
      /** Also null if a click was recorded before its step was. */
      step: z.string().nullable(),
      channel: z.string(),
    }),
  ),
  /** The sum of the rows and the unattributed revenue. */
  totals: Revenue,
  unattributed: Revenue,
  /** Revenue without a rate, in its own currency; not included in the amounts above. */
  unconverted: z.array(z.object({ currency: z.string(), revenue: Amount })),
  unread: UnreadMoney,
});
export type StepReport = z.infer<typeof StepReport>;

export const reportRoutes = {
  'GET /v1/reports/roi': {
    duty: 'read',
    summary: 'Spend, revenue and return by channel, of days in the program’s zone (the last 30 by default)',
    query: ReportQuery,
    csv: true,
    answer: RoiReport,
  },
  'GET /v1/reports/revenue-by-step': {
    duty: 'read',
    summary:
      'Revenue by the journey and step that led to it, of days in the program’s zone (the last 30 by default)',
    query: ReportQuery,
    csv: true,
    answer: StepReport,
  },
} as const satisfies OperatorTable;
