// POST /v1/spend: accepts all rows or none. A row replaces the one accepted earlier for its (date, channel, campaign),
// so posting all of them again after a 503 changes nothing.

import type { FactsMessage, SpendFact } from '../../../schemas/facts.ts';
import type { SpendRow } from '../../../schemas/spend.ts';
import type { Mistake } from '../../domain/intake/read-call.ts';
import { readSpend } from '../../domain/intake/read-spend.ts';
import type { DoorSettingsStore } from '../../ports/door-settings.ts';
import { type Queue, Unavailable } from '../../ports/queue.ts';

/** One message per row would take a thousand calls for a full request, longer than the door may take. */
const ROWS_A_MESSAGE = 25;

export async function acceptSpend(
  body: unknown,
  ports: { facts: Queue<FactsMessage>; doorSettings: DoorSettingsStore; clock: () => number },
): Promise<{ accepted: number } | { mistakes: Mistake[] }> {
  // Spend is posted a few times a day: a channel counts from the moment it is published.
  const { channels } = await ports.doorSettings.current(0);
  const read = readSpend(body, channels);
  if ('mistakes' in read) return read;
  const { rows } = read;
  const acceptedAt = ports.clock();
  const facts = rows.map((row, index) => toFact(row, acceptedAt, index));
  const messages = Array.from({ length: Math.ceil(facts.length / ROWS_A_MESSAGE) }, (_, i) => ({
    body: facts.slice(i * ROWS_A_MESSAGE, (i + 1) * ROWS_A_MESSAGE),
  }));
  const notTaken = await ports.facts.put(messages);
  if (notTaken.length > 0) throw new Unavailable(`The facts queue did not take ${notTaken.length} messages.`);
  return { accepted: rows.length };
}

function toFact(row: SpendRow, acceptedAt: number, index: number): SpendFact {
  const { date, channel, campaign, currency, impressions, clicks } = row;
  const amount = micros(String(row.amount));
  return { type: 'spend', date, channel, campaign, amount, currency, impressions, clicks, acceptedAt, index };
}

function micros(decimal: string): number {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0'));
}
