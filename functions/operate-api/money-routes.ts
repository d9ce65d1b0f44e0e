// Return on what was spent, by channel.
import { z } from 'zod';
import { roiReport } from '../../lib/application/roi-report.ts';
import { MODELS } from '../../lib/domain/attribution/weights.ts';
import { addDays, placeOf } from '../../lib/domain/money/calendar.ts';
import { problem } from '../../lib/http/problem.ts';
import type { MoneyStore } from '../../lib/ports/money-store.ts';
import { LocalDate } from '../../schemas/primitives.ts';
import type { Program } from '../../schemas/program.ts';
import { type OperatorRoute, route } from './route.ts';

const Amount = z.object({ amount: z.string(), currency: z.string() }).meta({ id: 'Amount' });
const Counted = z.object({ count: z.number(), amount: Amount });
const Report = z.object({
  model: z.enum(MODELS),
  from: LocalDate,
  to: LocalDate,
  currency: z.string(),
  rows: z.array(
    z.object({
      channel: z.string(),
      spend: Amount,
      revenue: Amount,
      roi: z.number().nullable(),
      conversions: z.number(),
      sends: z.number(),
    }),
  ),
  totals: z.object({
    spend: Amount,
    revenue: Amount,
    roi: z.number().nullable(),
    orders: Counted,
    refunds: Counted,
  }),
  unattributed: z.object({ revenue: Amount, conversions: z.number() }),
  unconverted: z.array(z.object({ currency: z.string(), revenue: Amount, spend: Amount })),
});

const DAYS_SHOWN = 30;
const DAYS_MAX = 3_660;
const RoiQuery = z.object({
  from: LocalDate.optional(),
  to: LocalDate.optional(),
  model: z.enum(MODELS).optional(),
});

export interface MoneyRoutesPorts {
  money: Pick<MoneyStore, 'dayTotals'>;
  /** The live program; undefined before the first publish. */
  program(): Promise<Program | undefined>;
  clock: () => number;
}

export function moneyRoutes(ports: MoneyRoutesPorts): OperatorRoute[] {
  return [
    route(
      {
        key: 'GET /v1/reports/roi',
        duty: 'read',
        summary:
          'Spend, revenue and return by channel, of days in the program’s zone (the last 30 by default)',
        query: RoiQuery,
        answer: Report,
      },
      async ({ query }) => {
        const program = await ports.program();
        if (!program) throw problem(404, { detail: 'No program was published yet.' });
        const to = query.to ?? placeOf(ports.clock(), program.timeZone).day;
        const from = query.from ?? addDays(to, 1 - DAYS_SHOWN);
        if (from > to) throw wrong('from', 'lies after "to"');
        if (addDays(from, DAYS_MAX) < to) throw wrong('from', `is more than ${DAYS_MAX} days before "to"`);
        const model = query.model ?? program.attribution.model;
        return roiReport(ports.money, program, { from, to, model });
      },
    ),
  ];
}

const wrong = (parameter: string, detail: string): Error =>
  problem(400, { detail: `${parameter}: ${detail}`, extra: { parameter } });
