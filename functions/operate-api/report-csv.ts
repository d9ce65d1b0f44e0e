// Reports as CSV, where a request asks for it by `format=csv` or `Accept: text/csv`.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type ReportTable, roiTable, stepTable } from '../../lib/application/money/report-tables.ts';
import { csvOf, wantsCsv } from '../../lib/http/csv.ts';
import type { Answer, Route, Routes } from '../../lib/http/stack.ts';
import type { reportRoutes } from '../../schemas/api/reports.ts';
import type { AnswerOf } from '../../schemas/api/route.ts';

type Reports = typeof reportRoutes;

/** By route. */
export const reportTables: { readonly [K in keyof Reports]: ReportTable<AnswerOf<Reports[K]>> } = {
  'GET /v1/reports/roi': roiTable,
  'GET /v1/reports/revenue-by-step': stepTable,
};

export const withCsv = (routes: Routes): Routes => ({
  ...routes,
  ...Object.fromEntries(
    Object.entries<ReportTable<never>>(reportTables).map(([key, table]): [string, Route] => [
      key,
      async (event, trace) => {
        const answer = await routes[key]?.(event, trace);
        if (!answer) throw new TypeError(`nothing serves ${key}`);
        return asCsv(event, answer, table);
      },
    ]),
  ),
});

/** A problem stays one: it has no table. */
function asCsv(event: APIGatewayProxyEventV2, answer: Answer, table: ReportTable<never>): Answer {
  const headers = { ...answer.headers, vary: 'accept' };
  if (!wantsCsv(event)) return { ...answer, headers };
  const report = JSON.parse(String(answer.body)) as { from: string; to: string };
  const columns = Object.keys(table.columns);
  const rows = table.rows(report as never).map((row) => columns.map((column) => row[column]));
  const name = event.routeKey.split('/').at(-1);
  return {
    ...answer,
    headers: {
      ...headers,
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${name}_${report.from}_${report.to}.csv"`,
    },
    body: csvOf(columns, rows),
  };
}
