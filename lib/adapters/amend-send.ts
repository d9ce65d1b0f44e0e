// What a provider's later word makes of a send's record: one rule for every SendLog.
import type { Money } from '../../schemas/primitives.ts';
import type { SendRecord } from '../ports/send-log.ts';

export interface Amendment {
  status?: 'sent' | 'failed';
  reason?: string;
  cost?: Money;
}

/** The record after; the same object where nothing changes. Only what is unknown can still become sent or failed. */
export function amended(record: SendRecord, change: Amendment): SendRecord {
  if (record.status !== 'unknown' && record.status !== 'sent') return record;
  if (record.status === 'unknown' && change.status === 'failed') {
    const { cost: _, ...rest } = record;
    return { ...rest, status: 'failed', reason: change.reason ?? 'provider' };
  }
  // A price is charged for a message that was sent: it settles an unknown one too.
  if (record.status === 'unknown' && change.status !== 'sent' && !change.cost) return record;
  const sent =
    record.status === 'sent' ? record : ({ ...record, status: 'sent', costRev: 1 } satisfies SendRecord);
  return change.cost ? priced(sent, change.cost) : sent;
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
