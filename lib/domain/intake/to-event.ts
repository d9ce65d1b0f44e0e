// Turns a plain call into the mailbox message: every personal value sealed, every identifier a keyed hash (I9).
import type { EventMessage, Trust } from '../../../schemas/mailbox.ts';
import { addressKinds } from '../../../schemas/names.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import { holdsAddress } from '../sealing/find-address.ts';
import { sealObject } from '../sealing/seal-values.ts';
import type { Sealer } from '../sealing/sealer.ts';
import { isConsentEvent, readableConsent } from './consent-call.ts';
import { pickContext } from './pick-context.ts';
import { canonical } from './plain-json.ts';
import type { ReadCall } from './read-call.ts';

export interface Acceptance {
  acceptedAt: number;
  /** Place in its request. */
  index: number;
  trust: Trust;
  /** Traits and properties that the program seals in addition to those that are always sealed. */
  sealed: readonly string[];
}

/** The profile whose mailbox it goes to: the user's where there is one. */
export function mailboxOf(call: ReadCall, sealer: Pick<Sealer, 'profileId'>): ProfileId {
  if (call.userId !== undefined) return sealer.profileId('user', call.userId);
  return sealer.profileId('anonymous', call.anonymousId ?? '');
}

export function toEvent(call: ReadCall, id: string, sealer: Sealer, acceptance: Acceptance): EventMessage {
  const { acceptedAt, index, trust, sealed } = acceptance;
  const anonymous = anonymousOf(call);
  const addresses = addressesOf(call, sealer);
  const properties = isConsentEvent(call.name) ? readableConsent(call.properties) : call.properties;
  return {
    type: 'event',
    id,
    kind: call.kind,
    name: call.name,
    occurredAt: call.occurredAt,
    acceptedAt,
    index,
    clientAt: call.clientAt,
    trust,
    ...(call.userId !== undefined ? { userId: sealer.seal(call.userId, 'text') } : {}),
    ...(anonymous !== undefined ? { anonymous: sealer.profileId('anonymous', anonymous) } : {}),
    ...(addresses.length > 0 ? { addresses } : {}),
    properties: sealObject(properties, sealer, {
      sealed,
      names: call.kind !== 'page' && call.kind !== 'screen',
    }),
    traits: sealObject(call.traits, sealer, { sealed, names: true }),
    context: pickContext(call.context, sealer),
  };
}

/** Only beside a userId: without one, the anonymousId is the mailbox itself. */
function anonymousOf(call: ReadCall): string | undefined {
  if (call.userId === undefined) return undefined;
  const anonymous = call.kind === 'alias' ? call.previousId : call.anonymousId;
  return anonymous === call.userId ? undefined : anonymous;
}

/** The ids of the addresses among the traits, read as sealing reads them. */
function addressesOf(call: ReadCall, sealer: Sealer): ProfileId[] {
  return addressKinds.flatMap((kind) => {
    const value = call.traits[kind];
    const isText = typeof value === 'string' || typeof value === 'number';
    return (isText && sealer.addressId(kind, String(value))) || [];
  });
}

/**
 * The key of I2: a given messageId; else one derived from the request's Idempotency-Key and the event's position;
 * else one derived from the event's content, so that the same event posted again keeps its id. `repeat` distinguishes
 * equal events of one request (0 for the first): three views without id or time are three views, also when all three
 * are posted again.
 */
export function eventId(
  call: Pick<ReadCall, 'messageId' | 'kind'>,
  message: unknown,
  request: { idempotencyKey?: string; index: number; source: string },
  sealer: Pick<Sealer, 'hash'>,
): { id: string; byContent: boolean } {
  if (call.messageId !== undefined) {
    const plain = call.messageId.length <= 200 && !holdsAddress(call.messageId);
    return { id: plain ? call.messageId : `m-${sealer.hash(call.messageId, 'text')}`, byContent: false };
  }
  if (request.idempotencyKey !== undefined) {
    const hash = sealer.hash(`${request.source} ${request.idempotencyKey}`, 'text');
    return { id: `i-${hash}-${request.index}`, byContent: false };
  }
  return { id: `c-${sealer.hash(`${call.kind} ${canonical(message, CHANGES)}`, 'text')}`, byContent: true };
}

/** Fields that differ when the same event is posted again. */
const CHANGES: ReadonlySet<string> = new Set(['type', 'sentAt', 'writeKey', '_metadata', 'messageId']);

/**
 * The content of an envelope without what differs between two tries of the same request: times of the door,
 * skew-corrected times and ciphertext. Its hash is the queue's deduplication id.
 */
export function fingerprint(profile: ProfileId, messages: readonly EventMessage[]): string {
  const same = messages.map(({ occurredAt: _occurred, acceptedAt: _accepted, ...rest }) => rest);
  return `${profile} ${JSON.stringify(same, (key, value: unknown) => (key === '$sealed' ? (value as { h: string }).h : value))}`;
}
