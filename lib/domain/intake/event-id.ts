/**
 * What makes an event the same event as one posted before (I2).
 *
 * - Its messageId, or the id of the delivery that brought it: for as long as history is kept.
 * - Without one, the request's `Idempotency-Key` and its place there, for 24 hours; without that its content, for 10
 *   minutes. Later the same words are a new event: a person may do the same thing twice.
 * - Ids are apart by trust: anybody may post under a browser key, and must not make a server's event a repeat.
 * - A withdrawal without a messageId is always a new one: taken for a repeat, it would leave a person's no unheard.
 */
import type { DerivedId } from '../../../schemas/mailbox.ts';
import { derivedId } from '../profile/seen.ts';
import { holdsAddress } from '../sealing/find-address.ts';
import type { Sealer } from '../sealing/sealer.ts';
import { HOUR_MS, MINUTE_MS } from '../time/duration.ts';
import { withdraws } from './consent-call.ts';
import { canonical } from './plain-json.ts';
import type { ReadCall } from './read-call.ts';

const SAME_KEY_MS = 24 * HOUR_MS;
const SAME_CONTENT_MS = 10 * MINUTE_MS;

export interface EventId {
  id: string;
  /** Absent: the id was given. */
  derived?: DerivedId;
}

/** Where an event comes from: what an id without a messageId is made from. */
export interface Origin {
  trust: 'server' | 'browser';
  /** Id of the key. */
  source: string;
  acceptedAt: number;
  idempotencyKey?: string | undefined;
  /** The same at every delivery of the request, for ever: the id of a bus event, or of a quarantined row. */
  deliveryId?: string | undefined;
  /**
   * How often each content occurred in this request so far: three equal views without id or time are three views, also
   * when all three are posted again.
   */
  repeats: Map<string, number>;
}

interface Posted {
  call: ReadCall;
  message: unknown;
  /** Index in its request. */
  index: number;
}

export function eventId(
  { call, message, index }: Posted,
  origin: Origin,
  sealer: Pick<Sealer, 'hash'>,
): EventId {
  const { messageId, kind, name } = call;
  const { trust, source, acceptedAt, idempotencyKey, deliveryId } = origin;
  const hash = (text: string) => sealer.hash(text, 'text');
  if (messageId !== undefined) {
    const plain = messageId.length <= 200 && !holdsAddress(messageId);
    return { id: of(trust, plain ? messageId : `m-${hash(messageId)}`) };
  }
  if (deliveryId !== undefined) return { id: `i-${hash(`${source} ${deliveryId}`)}-${index}` };
  const content = of(trust, `c-${hash(`${kind} ${canonical(message, CHANGES)}`)}`);
  if (withdraws(call)) return { id: `${content}.${acceptedAt.toString(36)}.${index}` };
  if (idempotencyKey !== undefined) {
    const key = `i-${hash(`${source} ${idempotencyKey} ${kind} ${name}`)}-${index}`;
    return derivedFrom({ key, within: SAME_KEY_MS }, acceptedAt);
  }
  const repeat = origin.repeats.get(content) ?? 0;
  origin.repeats.set(content, repeat + 1);
  const key = repeat > 0 ? `${content}-${repeat}` : content;
  return derivedFrom({ key, within: SAME_CONTENT_MS }, acceptedAt);
}

const derivedFrom = (derived: DerivedId, acceptedAt: number): EventId => ({
  id: derivedId(derived, acceptedAt),
  derived,
});

/** Ids of a server stay as they came. */
const of = (trust: Origin['trust'], id: string): string => (trust === 'browser' ? `browser.${id}` : id);

/** Fields that differ when the same event is posted again. */
const CHANGES: ReadonlySet<string> = new Set(['type', 'sentAt', 'writeKey', '_metadata', 'messageId']);
