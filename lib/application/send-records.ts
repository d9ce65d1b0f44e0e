// The records the sender writes.
import type { SendRequest } from '../../schemas/effects.ts';
import type { SendRecord, SendSubject } from '../ports/send-log.ts';

export type Calling = Extract<SendRecord, { status: 'calling' }>;
export type Settled = Extract<SendRecord, { status: 'sent' | 'failed' | 'unknown' | 'again' }>;

/** The record outlives the send by long, for receipts that come late and for the reasons it holds. */
const RECORD_MS = 90 * 86_400_000;

export function subjectOf(request: SendRequest): SendSubject {
  const { sendId, profile, channel, journey, entry, step, visit, template, decidedAt } = request;
  return {
    sendId,
    profile,
    channel,
    journey,
    entry,
    step,
    visit,
    template,
    expiresAt: decidedAt + RECORD_MS,
  };
}

/** What a record becomes whose caller is gone: the provider may have it or not. */
export function unknownOf(calling: Calling, at: number): Settled {
  const { status: _, attempt: __, calledAt: ___, ...rest } = calling;
  return { ...rest, status: 'unknown', at };
}
