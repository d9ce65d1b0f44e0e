// Reports in the operators' API.
import { roiReport } from '../../lib/application/money/roi-report.ts';
import { addDays, placeOf } from '../../lib/domain/money/calendar.ts';
import type { MoneyStore } from '../../lib/ports/money-store.ts';
import { RoiPeriod, type reportRoutes } from '../../schemas/api/reports.ts';
import { type LivePorts, live } from './live.ts';
import { checkQuery, type Handlers } from './route.ts';

export interface ReportHandlersPorts extends LivePorts {
  money: MoneyStore;
  clock: () => number;
}

const DAYS_SHOWN = 30;

export function reportHandlers(ports: ReportHandlersPorts): Handlers<typeof reportRoutes> {
  return {
    'GET /v1/reports/roi': async ({ query }) => {
      const program = await live(ports);
      const to = query.to ?? placeOf(ports.clock(), program.timeZone).day;
      const from = query.from ?? addDays(to, 1 - DAYS_SHOWN);
      const days = checkQuery(RoiPeriod, { from, to });
      return roiReport(ports.money, program, { ...days, model: query.model ?? program.attribution.model });
    },
  };
}
