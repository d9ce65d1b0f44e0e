// CSV as RFC 4180 writes it, in UTF-8, and whether a request asks for it.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { header } from './body.ts';

export type Cell = string | number | null | undefined;

/** What spreadsheets take for the beginning of a formula, also after blanks and in full width. */
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** Lines end in CRLF, the last one too. */
export const csvOf = (columns: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [columns, ...rows].map((cells) => `${cells.map(field).join(',')}\r\n`).join('');

function field(cell: Cell): string {
  const text = cell === null || cell === undefined ? '' : typeof cell === 'number' ? decimal(cell) : cell;
  // An apostrophe has a spreadsheet show the text instead of computing it. Numbers compute nothing.
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Never with an exponent. */
const decimal = (value: number): string => {
  const text = String(value);
  return text.includes('e') ? value.toFixed(6) : text;
};

const CSV = 'text/csv';
const JSON_TYPE = 'application/json';

/** `format` decides; without one, whether Accept names CSV and prefers it to JSON. */
export function wantsCsv(event: APIGatewayProxyEventV2): boolean {
  const format = event.queryStringParameters?.['format'];
  if (format !== undefined) return format === 'csv';
  const named = qualities(header(event, 'accept') ?? '');
  const csv = named.get(CSV) ?? 0;
  const other = named.get(JSON_TYPE);
  return csv > 0 && (other === undefined || csv > other);
}

/** The media types that Accept names, with their weights. */
function qualities(accept: string): Map<string, number> {
  return new Map(
    accept.split(',').map((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const q = parameters.find((parameter) => parameter.startsWith('q='));
      return [type, q === undefined ? 1 : Number(q.slice(2)) || 0];
    }),
  );
}
