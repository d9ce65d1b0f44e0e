// Reports in the operators' API.
import { revenueByStep } from '../../lib/application/money/revenue-by-step.ts';
import { roiReport } from '../../lib/application/money/roi-report.ts';
import { withQuarantined } from '../../lib/application/money/unread-money.ts';
import { addDays, placeOf } from '../../lib/domain/money/calendar.ts';
import type { MoneyStore } from '../../lib/ports/money-store.ts';
import type { Quarantine } from '../../lib/ports/quarantine.ts';
import { ReportPeriod, type ReportQuery, type reportRoutes } from '../../schemas/api/reports.ts';
import { type LivePorts, live } from './live.ts';
import { checkQuery } from './query.ts';
import type { Handlers } from './route.ts';

export interface ReportHandlersPorts extends LivePorts {
  money: MoneyStore;
  quarantine: Pick<Quarantine, 'notes'>;
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
      const report = await roiReport(ports.money, program, question);
      return withQuarantined(report, ports.quarantine, program.timeZone);
    },
    'GET /v1/reports/revenue-by-step': async ({ query }) => {
      const { program, question } = await asked(query);
      const report = await revenueByStep(ports.money, program, question);
      return withQuarantined(report, ports.quarantine, program.timeZone);
    },
  };
}
