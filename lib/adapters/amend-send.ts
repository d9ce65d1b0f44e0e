// How a provider's later report changes a send's record: one rule for every SendLog.
import type { Money } from '../../schemas/primitives.ts';
import type { SendRecord } from '../ports/send-log.ts';

export interface Amendment {
  status?: 'sent' | 'failed';
  reason?: string;
  cost?: Money;
}

type Open = Extract<SendRecord, { status: 'calling' | 'unknown' }>;

/**
 * The record after the change; the same object where nothing changes. Only a record that is calling or unknown can
 * still become sent or failed: an event may arrive before the response to the caller, who then finds its record
 * settled.
 */
export function amended(record: SendRecord, change: Amendment): SendRecord {
  if (record.status === 'sent') return change.cost ? priced(record, change.cost) : record;
  if (record.status !== 'unknown' && record.status !== 'calling') return record;
  const open = settledOf(record);
  if (change.status === 'failed') {
    const { cost: _, ...rest } = open;
    return { ...rest, status: 'failed', reason: change.reason ?? 'provider' };
  }
  // A price is charged only for a message that was sent, so it settles the record too.
  if (change.status !== 'sent' && !change.cost) return record;
  const sent: Sent = { ...open, status: 'sent', costRev: 1 };
  return change.cost ? priced(sent, change.cost) : sent;
}

/** The record without the fields that only a caller needs. */
function settledOf(record: Open): Omit<Extract<SendRecord, { status: 'unknown' }>, 'status'> {
  if (record.status === 'unknown') return record;
  const { attempt: _, calledAt: __, ...rest } = record;
  return rest;
}

type Sent = Extract<SendRecord, { status: 'sent' }>;

function priced(sent: Sent, cost: Money): Sent {
  const known = sent.price ?? sent.cost;
  if (known.micros === cost.micros && known.currency === cost.currency) return sent;
  const costRev = sent.costRev + 1;
  return cost.currency === sent.cost.currency
    ? { ...sent, cost, costRev }
    : { ...sent, price: cost, costRev };
}
