// POST /v1/spend: all rows or none. A row replaces the one accepted before for its (date, channel, campaign), so posting all of
// them again after a 503 changes nothing.

import type { FactsMessage, SpendFact } from '../../schemas/facts.ts';
import type { SpendRow } from '../../schemas/spend.ts';
import { holdsAddress } from '../domain/intake/find-address.ts';
import { type Queue, Unavailable } from '../ports/queue.ts';

/** One message a row would take a thousand calls for a full request, longer than the door may take. */
const ROWS_A_MESSAGE = 25;

export interface SpendMistake {
  pointer: string;
  detail: string;
}

export async function acceptSpend(
  body: unknown,
  ports: { facts: Queue<FactsMessage>; clock: () => number },
): Promise<{ accepted: number } | { mistakes: SpendMistake[] }> {
  // The door's one zod schema, loaded where it is asked for: events are read by compiled validators.
  const { SpendRequest } = await import('../../schemas/spend.ts');
  const read = SpendRequest.safeParse(body);
  if (!read.success) {
    return {
      mistakes: read.error.issues.map(({ path, message }) => ({ pointer: pointerTo(path), detail: message })),
    };
  }
  const { rows } = read.data;
  const personal = rows.flatMap((row, i) => findAddress(row, i));
  if (personal.length > 0) return { mistakes: personal };
  const acceptedAt = ports.clock();
  const facts = rows.map((row, index) => toFact(row, acceptedAt, index));
  const messages = Array.from({ length: Math.ceil(facts.length / ROWS_A_MESSAGE) }, (_, i) => ({
    body: facts.slice(i * ROWS_A_MESSAGE, (i + 1) * ROWS_A_MESSAGE),
  }));
  const notTaken = await ports.facts.put(messages);
  if (notTaken.length > 0) throw new Unavailable(`The facts queue did not take ${notTaken.length} messages.`);
  return { accepted: rows.length };
}

/** Channels and campaigns are shown in every report: none is named by a person's address (I9). */
function findAddress(row: SpendRow, index: number): SpendMistake[] {
  return (['channel', 'campaign'] as const)
    .filter((field) => holdsAddress(row[field]))
    .map((field) => ({ pointer: `/rows/${index}/${field}`, detail: 'must not hold an e-mail address' }));
}

function toFact(row: SpendRow, acceptedAt: number, index: number): SpendFact {
  const { date, channel, campaign, currency, impressions, clicks } = row;
  const amount = micros(row.amount);
  return { type: 'spend', date, channel, campaign, amount, currency, impressions, clicks, acceptedAt, index };
}

function micros(decimal: string): number {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0'));
}

/** RFC 6901. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
