// report: revenue, cost and return, as text, JSON or CSV.
import { type Command, Option } from 'commander';
import { dayInWords } from '../../lib/domain/time/words.ts';
import type { ReportQuery, RoiReport, StepReport } from '../../schemas/api/reports.ts';
import { attributionModels } from '../../schemas/generated/attribution-models.ts';
import { call, callCsv } from '../api.ts';
import { Failure, print } from '../output.ts';

interface Options extends Pick<ReportQuery, 'from' | 'to' | 'model'> {
  csv?: boolean;
}
type Amount = RoiReport['totals']['spend'];

export function addReport(program: Command): void {
  program
    .command('report')
    .argument('<name>', `which report: ${Object.keys(REPORTS).join(' or ')}`)
    .option('--from <day>', 'first day, such as 2026-11-01 (default: 30 days up to the last)')
    .option('--to <day>', 'last day (default: today)')
    .addOption(
      new Option('--model <model>', 'attribution model (default: the program’s)').choices(attributionModels),
    )
    .option('--csv', 'print CSV; docs/reference/reports.md names the columns')
    .description('revenue, cost and return')
    .action(report);
}

async function report(name: string, { csv, ...query }: Options, command: Command): Promise<void> {
  const found = REPORTS[name];
  if (!found) throw new Failure(`There is no report "${name}": ${Object.keys(REPORTS).join(', ')}.`, 2);
  if (csv) process.stdout.write(await callCsv(found.route, { query }));
  else await found.show(query, command);
}

interface Report {
  route: 'GET /v1/reports/roi' | 'GET /v1/reports/revenue-by-step';
  show: (query: Omit<Options, 'csv'>, command: Command) => Promise<void>;
}

const REPORTS: Readonly<Record<string, Report>> = {
  roi: {
    route: 'GET /v1/reports/roi',
    show: async (query, command) => {
      const answer = await call('GET /v1/reports/roi', { query });
      print(command, answer, roiLines(answer));
    },
  },
  'revenue-by-step': {
    route: 'GET /v1/reports/revenue-by-step',
    show: async (query, command) => {
      const answer = await call('GET /v1/reports/revenue-by-step', { query });
      print(command, answer, stepLines(answer));
    },
  },
};

const money = ({ amount, currency }: Amount): string => `${amount} ${currency}`;
const title = (what: string, { from, to, model }: Pick<RoiReport, 'from' | 'to' | 'model'>): string =>
  `${what}, ${dayInWords(from)} to ${dayInWords(to)}, ${model} touch`;

function roiLines(report: RoiReport): string[] {
  const { rows, totals, unattributed, unconverted } = report;
  const of = ({ roi, contribution }: Pick<RoiReport['totals'], 'roi' | 'contribution'>): string =>
    `${contribution ? `contribution ${money(contribution)}, return on contribution` : 'ROI (revenue over cost)'} ${roi?.toFixed(2) ?? '-'}`;
  return [
    title('Return by channel', report),
    ...rows.map(
      (row) =>
        `  ${row.channel}: spend ${money(row.spend)}, revenue ${money(row.revenue)}, ${of(row)}, conversions ${row.conversions}, sends ${row.sends}`,
    ),
    `  no channel: revenue ${money(unattributed.revenue)}`,
    `  all: spend ${money(totals.spend)}, revenue ${money(totals.revenue)}, ${of(totals)}`,
    ...unconverted.map(
      ({ spend, revenue }) => `  without a rate: spend ${money(spend)}, revenue ${money(revenue)}`,
    ),
  ];
}

function stepLines(report: StepReport): string[] {
  const { rows, totals, unattributed, unconverted } = report;
  return [
    title('Revenue by step', report),
    ...rows.map(
      ({ journey, step, channel, revenue, conversions }) =>
        `  ${journey ?? 'no journey'} ${step ?? ''} by ${channel}: ${money(revenue)}, conversions ${conversions}`,
    ),
    `  no touch: ${money(unattributed.revenue)}`,
    `  all: ${money(totals.revenue)}`,
    ...unconverted.map(({ revenue }) => `  without a rate: ${money(revenue)}`),
  ];
}
