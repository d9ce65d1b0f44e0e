/** Reads the rows of POST /v1/spend. Pure and total: any JSON gives rows, or every invalid field in them. */
import { spendRow } from '../../../schemas/generated/spend-row.js';
import { AMOUNT, SPEND_ROWS_MAX } from '../../../schemas/names.ts';
import { pointerOf } from '../../../schemas/parser.ts';
import type { SpendRow } from '../../../schemas/spend.ts';
import { holdsAddress } from '../sealing/find-address.ts';
import { isObject } from './plain-json.ts';
import type { Mistake } from './read-call.ts';

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

const COUNT = 'a whole number of at least 0';
/** Explanations by the pointer into a row. */
const EXPLAINED: Readonly<Record<string, string>> = {
  '': 'a row is a JSON object',
  '/date': 'a day such as 2026-11-20',
  '/channel': 'a text of 1 to 100 characters that is not blank',
  '/campaign': 'a text of at most 200 characters',
  '/amount': 'an amount of at least 0 with at most 6 decimals, such as "200.00"',
  '/currency': 'an ISO 4217 currency code such as EUR',
  '/impressions': COUNT,
  '/clicks': COUNT,
};

export function readSpend(body: unknown): { rows: SpendRow[] } | { mistakes: Mistake[] } {
  const rows: unknown = isObject(body) ? body['rows'] : undefined;
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > SPEND_ROWS_MAX)
    return { mistakes: [{ pointer: '/rows', detail: `a list of 1 to ${SPEND_ROWS_MAX} rows` }] };
  const good: SpendRow[] = [];
  const mistakes: Mistake[] = [];
  rows.forEach((row: unknown, i) => {
    const found = mistakesOf(row);
    for (const { pointer, detail } of found) mistakes.push({ pointer: `/rows/${i}${pointer}`, detail });
    if (found.length === 0) good.push(row as SpendRow);
  });
  return mistakes.length > 0 ? { mistakes } : { rows: good };
}

function mistakesOf(row: unknown): Mistake[] {
  if (spendRow(row)) return [...beyondSchema(row)];
  const pointers = new Set(spendRow.errors?.map((error) => pointerOf({ errors: [error] })));
  return [...pointers].map(explained);
}

const explained = (pointer: string): Mistake => ({
  pointer,
  detail: EXPLAINED[pointer] ?? 'a value of the wrong type',
});

function* beyondSchema(row: SpendRow): Generator<Mistake> {
  if (!AMOUNT.test(String(row.amount))) yield explained('/amount');
  if (!currencies.has(row.currency)) yield explained('/currency');
  // Channels and campaigns appear in every report, so none may hold a person's address (I9).
  for (const field of ['channel', 'campaign'] as const)
    if (holdsAddress(row[field])) yield { pointer: `/${field}`, detail: 'must not hold an e-mail address' };
}
