/**
 * Reads the rows of POST /v1/spend. Pure and total: any JSON gives rows, or every invalid field in them. A row's channel
 * becomes the id of the program's channel that it names: under another spelling its cost would stand where nobody looks.
 */
import { spendRow } from '../../../schemas/generated/spend-row.js';
import { AMOUNT, isSendChannel, SPEND_ROWS_MAX } from '../../../schemas/names.ts';
import { pointerOf } from '../../../schemas/parser.ts';
import type { SpendRow } from '../../../schemas/spend.ts';
import { pointerOf as pointerTo } from '../finding.ts';
import { isAmbiguous } from '../money/amount.ts';
import { plainChannelName } from '../money/channel-names.ts';
import { isCurrency } from '../money/currency.ts';
import { holdsAddress } from '../sealing/find-address.ts';
import { spelled } from '../spelling.ts';
import { isObject } from './plain-json.ts';
import type { Mistake } from './read-call.ts';

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

/** `names`: ids of the program's channels by name; undefined while no program says them. */
export function readSpend(
  body: unknown,
  names: ReadonlyMap<string, string> | undefined,
): { rows: SpendRow[] } | { mistakes: Mistake[] } {
  const rows: unknown = isObject(body) ? body['rows'] : undefined;
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > SPEND_ROWS_MAX)
    return { mistakes: [{ pointer: '/rows', detail: `a list of 1 to ${SPEND_ROWS_MAX} rows` }] };
  const good: SpendRow[] = [];
  const mistakes: Mistake[] = [];
  const known = new Map<string, SpendRow>();
  rows.forEach((row: unknown, i) => {
    const found = mistakesOf(row, names);
    if (found.length === 0) {
      const read = row as SpendRow;
      const channel = channelOf(read, names) ?? read.channel;
      const key = JSON.stringify([read.date, channel, read.campaign]);
      const other = known.get(key);
      if (other && other.channel !== read.channel) found.push(SPELLED_TWICE);
      else if (other && !isSame(other, read)) found.push(TWICE);
      known.set(key, read);
      good.push({ ...read, channel });
    }
    for (const { pointer, detail } of found) mistakes.push({ pointer: `/rows/${i}${pointer}`, detail });
  });
  return mistakes.length > 0 ? { mistakes } : { rows: good };
}

/** Of two such rows the later would replace the earlier, though they were two to whoever wrote them. */
const SPELLED_TWICE: Mistake = {
  pointer: '/channel',
  detail: 'another row has the same date and campaign, and this channel in another spelling',
};

/** An export by advertisement has several rows a campaign and day: all but the last would be lost. */
const TWICE: Mistake = {
  pointer: '',
  detail: 'another row has the same date, channel and campaign: a row replaces the other, so post their sum',
};

const isSame = (a: SpendRow, b: SpendRow): boolean =>
  a.currency === b.currency &&
  Number(a.amount) === Number(b.amount) &&
  a.impressions === b.impressions &&
  a.clicks === b.clicks;

function channelOf(
  { channel }: SpendRow,
  names: ReadonlyMap<string, string> | undefined,
): string | undefined {
  const plain = plainChannelName(channel);
  if (names) return names.get(plain);
  return isSendChannel(plain) ? plain : channel;
}

function mistakesOf(row: unknown, names: ReadonlyMap<string, string> | undefined): Mistake[] {
  if (spendRow(row)) return [...beyondSchema(row, names)];
  const pointers = new Set(spendRow.errors?.map((error) => pointerOf({ errors: [error] })));
  return [...pointers].map(explained);
}

const explained = (pointer: string): Mistake => ({
  pointer,
  detail: EXPLAINED[pointer] ?? 'a value of the wrong type',
});

function* beyondSchema(row: SpendRow, names: ReadonlyMap<string, string> | undefined): Generator<Mistake> {
  yield* misspelt(row);
  if (!AMOUNT.test(String(row.amount))) yield explained('/amount');
  else if (typeof row.amount === 'string' && isAmbiguous(row.amount, row.currency)) yield AMBIGUOUS;
  if (!isCurrency(row.currency)) yield explained('/currency');
  // Channels and campaigns appear in every report, so none may hold a person's address (I9).
  for (const field of ['channel', 'campaign'] as const)
    if (holdsAddress(row[field])) yield { pointer: `/${field}`, detail: 'must not hold an e-mail address' };
  if (channelOf(row, names) === undefined && !holdsAddress(row.channel))
    yield {
      pointer: '/channel',
      detail: `must name a channel of the program: ${[...new Set(names?.values())].join(', ')}`,
    };
}

const OPTIONAL = ['campaign', 'impressions', 'clicks'];

/** Without its name read, the spend of every campaign would be that of none, and one row of a day would be left. */
function* misspelt(row: SpendRow): Generator<Mistake> {
  for (const name of Object.keys(row)) {
    const read = OPTIONAL.includes(name) ? undefined : OPTIONAL.find((each) => spelled(name) === each);
    if (read !== undefined)
      yield { pointer: pointerTo([name]), detail: `it is read under the name "${read}" only` };
  }
}

const AMBIGUOUS: Mistake = {
  pointer: '/amount',
  detail: 'three digits after the point could be thousands: write "1.2340" or "1234.00"',
};
