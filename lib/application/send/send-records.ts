// The records the sender writes.
import type { SendRequest } from '../../../schemas/effects.ts';
import type { Money, TraceId } from '../../../schemas/primitives.ts';
import type { SendAbout } from '../../ports/provider.ts';
import type { SendRecord, SendSubject } from '../../ports/send-log.ts';

export type Calling = Extract<SendRecord, { status: 'calling' }>;
export type Settled = Extract<SendRecord, { status: 'sent' | 'failed' | 'unknown' | 'again' }>;

/** The record far outlives the send, for late receipts and for the reasons it holds. */
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

/** The record of a caller that has ended: the provider may have the message or not. */
export function unknownOf(calling: Calling, at: number): Settled {
  const { status: _, attempt: __, calledAt: ___, ...rest } = calling;
  return { ...rest, status: 'unknown', at };
}

/** After a call that was provably not accepted: tried again later, or failed where that would be too late. */
export function retryOf(
  request: SendRequest,
  {
    attempt,
    reason,
    delaySeconds,
    at,
  }: { attempt: number; reason: string; delaySeconds: number; at: number },
): Settled {
  const base = { ...subjectOf(request), at, reason };
  if (at + delaySeconds * 1000 >= request.expiresAt) return { ...base, status: 'failed' };
  return { ...base, status: 'again', attempt: attempt + 1 };
}

/** What a company's own gateway is given about a send beside the message. */
export function aboutOf(request: SendRequest, cost: Money): SendAbout {
  const { sendId, channel, journey, step, template, purpose, trace } = request;
  return { sendId, channel, journey, step, template, purpose, cost, trace };
}

/** The part of a record that a log contains. */
export interface SettledSend {
  sendId: string;
  profile: string;
  channel: string;
  journey: string;
  step: string;
  status: SendRecord['status'];
  /** Why it was refused, failed or is tried again. */
  reason?: string;
  trace?: TraceId | undefined;
}

export function settledSend(record: SendRecord, trace: TraceId | undefined): SettledSend {
  const { sendId, profile, channel, journey, step, status } = record;
  const why = 'reason' in record ? { reason: record.reason } : {};
  return { sendId, profile, channel, journey, step, status, ...why, trace };
}
