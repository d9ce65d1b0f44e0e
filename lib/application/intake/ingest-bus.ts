/**
 * Events of the bus: the bus belongs to the company, so they are trusted like a server's. EventBridge delivers an
 * event at least once and keeps its id, which serves as the messageId where the detail has none; its time serves as
 * the timestamp.
 */

import { callKinds } from '../../../schemas/names.ts';
import type { TraceId } from '../../../schemas/primitives.ts';
import { isObject } from '../../domain/intake/plain-json.ts';
import { traceOfAmazon, traceOfParent, traceOfUuid } from '../../domain/trace.ts';
import { Unavailable } from '../../ports/queue.ts';
import type { Intake } from './ingest.ts';

export interface BusEvent {
  id: string;
  source: string;
  'detail-type': string;
  time?: string;
  detail: unknown;
  /** AWS's own trace header, where the publisher set one. */
  'trace-header'?: string;
}

export async function takeBusEvent(
  intake: Intake,
  event: BusEvent,
): Promise<{ accepted: number; rejected: number; trace: TraceId | undefined }> {
  const trace = traceOfBus(event);
  const answer = await intake.take({
    body: { batch: messagesOf(event), ...(isObject(event.detail) ? sharedOf(event.detail) : {}) },
    call: 'batch',
    trust: 'server',
    source: `bus ${event.source}`,
    deliveryId: event.id,
    trace,
  });
  if (answer.taken) return { accepted: answer.accepted, rejected: answer.rejected.length, trace };
  if (answer.because === 'flood') throw new Unavailable('Too many bad events of this source.');
  // A detail that is not a batch: quarantined whole, as one bad message.
  const whole = await intake.take({
    body: { batch: [{ type: event['detail-type'], detail: JSON.stringify(event.detail) }] },
    call: 'batch',
    trust: 'server',
    source: `bus ${event.source}`,
    deliveryId: event.id,
    trace,
  });
  return { accepted: 0, rejected: whole.taken ? whole.rejected.length : 1, trace };
}

/** A `traceparent` in the detail, AWS's header, or else the event's own id, which is the same at every delivery. */
function traceOfBus(event: BusEvent): TraceId | undefined {
  const { detail, id } = event;
  const given = isObject(detail) ? traceOfParent(detail['traceparent']) : undefined;
  return given ?? traceOfAmazon(event['trace-header']) ?? traceOfUuid(id);
}

function sharedOf(detail: Record<string, unknown>): Record<string, unknown> {
  if (!Array.isArray(detail['batch'])) return {};
  const { context, sentAt } = detail;
  return { context, sentAt };
}

function messagesOf({ detail, time, 'detail-type': detailType }: BusEvent): unknown[] {
  const messages =
    isObject(detail) && Array.isArray(detail['batch']) ? (detail['batch'] as unknown[]) : [detail];
  return messages.map((message) => {
    if (!isObject(message)) return message;
    const timed = message['timestamp'] ?? message['originalTimestamp'] ?? time;
    // A detail with an event name and no type is a track call: partners' events are seldom anything else. Without an
    // event name, a detail-type that is a call's name decides.
    const named = typeof message['event'] === 'string' ? 'track' : callNamed(detailType);
    const type = message['type'] ?? named;
    return {
      ...message,
      ...(timed === undefined ? {} : { timestamp: timed }),
      ...(type === undefined ? {} : { type }),
    };
  });
}

function callNamed(detailType: string): string | undefined {
  const call = detailType.toLowerCase();
  return callKinds.find((kind) => kind === call);
}
