// Reports in the operators' API.
import { revenueByStep } from '../../lib/application/money/revenue-by-step.ts';
import { roiReport } from '../../lib/application/money/roi-report.ts';
import { addDays, placeOf } from '../../lib/domain/money/calendar.ts';
import type { MoneyStore } from '../../lib/ports/money-store.ts';
import { ReportPeriod, type ReportQuery, type reportRoutes } from '../../schemas/api/reports.ts';
import { type LivePorts, live } from './live.ts';
import { checkQuery } from './query.ts';
import type { Handlers } from './route.ts';

export interface ReportHandlersPorts extends LivePorts {
  money: MoneyStore;
  clock: () => number;
}

const DAYS_SHOWN = 30;

export function reportHandlers(ports: ReportHandlersPorts): Handlers<typeof reportRoutes> {
  const asked = async ({ from, to, model }: ReportQuery) => {
    const program = await live(ports);
    const last = to ?? placeOf(ports.clock(), program.timeZone).day;
    const days = checkQuery(ReportPeriod, { from: from ?? addDays(last, 1 - DAYS_SHOWN), to: last });
    return { program, question: { ...days, model: model ?? program.attribution.model } };
  };
  return {
    'GET /v1/reports/roi': async ({ query }) => {
      const { program, question } = await asked(query);
      return roiReport(ports.money, program, question);
    },
    'GET /v1/reports/revenue-by-step': async ({ query }) => {
      const { program, question } = await asked(query);
      return revenueByStep(ports.money, program, question);
    },
  };
}
