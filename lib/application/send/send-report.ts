// Reports a final record: the outcome to the journey, its cost and a count to the books. Repeating it is harmless: the
// mailbox takes an outcome in once (I2), a cost has its revision, and a count is only informative.
import type { Fact } from '../../../schemas/facts.ts';
import type { Envelope, OutcomeMessage } from '../../../schemas/mailbox.ts';
import type { Money, TraceId } from '../../../schemas/primitives.ts';
import { putAll, type Queue } from '../../ports/queue.ts';
import type { SendLog, SendRecord } from '../../ports/send-log.ts';
import { inMailbox } from '../mailbox.ts';

export type FinalRecord = Extract<SendRecord, { status: 'sent' | 'failed' | 'unknown' | 'refused' }>;

export interface ReportQueues {
  mailbox: Queue<Envelope>;
  facts: Queue<Fact>;
}

export function costFact(
  { sendId, channel, at }: Pick<SendRecord, 'sendId' | 'channel' | 'at'>,
  { micros, currency }: Money,
  rev: number,
): Fact {
  return { type: 'send-cost', sendId, channel, at, amount: micros, currency, rev };
}

/** A send that proved not to be accepted. If it was recorded as unknown, its cost is in the books and is taken back. */
export async function settleFailed(
  { log, facts }: { log: Pick<SendLog, 'amend'>; facts: Queue<Fact> },
  record: SendRecord,
  reason: string,
): Promise<void> {
  // Before the amendment, which removes the cost: after a crash in between, the record is still unknown.
  if (record.status === 'unknown')
    await putAll(facts, [{ body: costFact(record, { ...record.cost, micros: 0 }, 2) }]);
  await log.amend(record.sendId, { status: 'failed', reason });
}

/** Throws Unavailable unless every message was taken. */
export async function reportSend(
  { mailbox, facts }: ReportQueues,
  record: FinalRecord,
  trace?: TraceId,
): Promise<void> {
  await putAll(
    facts,
    factsOf(record).map((body) => ({ body })),
  );
  await putAll(mailbox, [inMailbox(record.profile, outcomeOf(record), trace)]);
}

function outcomeOf(record: FinalRecord): OutcomeMessage {
  const { sendId, journey, entry, step, visit, template, channel, status, at } = record;
  const message: OutcomeMessage = {
    type: 'outcome',
    id: `${sendId}.${status}`,
    sendId,
    journey,
    entry,
    step,
    visit,
    template,
    channel,
    status,
    at,
  };
  if (record.status === 'refused' || record.status === 'failed') message.reason = record.reason;
  if (record.status === 'refused' && record.retryAt !== undefined) message.retryAt = record.retryAt;
  return message;
}

function factsOf(record: FinalRecord): Fact[] {
  const { sendId, channel, status, at } = record;
  const count: Fact = { type: 'count', id: `${sendId}.${status}`, channel, what: status, at };
  if (record.status !== 'sent' && record.status !== 'unknown') return [count];
  return [
    record.status === 'sent'
      ? costFact(record, record.price ?? record.cost, record.costRev)
      : costFact(record, record.cost, 1),
    count,
  ];
}
