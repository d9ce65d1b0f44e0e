// Turns a plain call into the mailbox message: every personal value sealed, every identifier a keyed hash (I9).
import type { EventMessage, Trust } from '../../../schemas/mailbox.ts';
import { type AddressKind, addressKinds } from '../../../schemas/names.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import { sealObject } from '../sealing/seal-values.ts';
import type { Sealer } from '../sealing/sealer.ts';
import { isConsentEvent, readableConsent } from './consent-call.ts';
import type { EventId } from './event-id.ts';
import { pickContext } from './pick-context.ts';
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

export function toEvent(
  call: ReadCall,
  { id, derived }: EventId,
  sealer: Sealer,
  acceptance: Acceptance,
): EventMessage {
  const { acceptedAt, index, trust, sealed } = acceptance;
  const anonymous = anonymousOf(call);
  const addresses = addressesOf(call, sealer).map(({ id }) => id);
  const properties = isConsentEvent(call.name) ? readableConsent(call.properties) : call.properties;
  return {
    type: 'event',
    id,
    ...(derived ? { derived } : {}),
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

/** The addresses that a call names, each with the profile id of its own, read as sealing reads them. */
export function addressesOf(
  call: ReadCall,
  sealer: Pick<Sealer, 'addressId'>,
): { kind: AddressKind; id: ProfileId }[] {
  return addressKinds.flatMap((kind) => {
    const value = call.traits[kind];
    const isText = typeof value === 'string' || typeof value === 'number';
    const id = isText ? sealer.addressId(kind, String(value)) : undefined;
    return id === undefined ? [] : [{ kind, id }];
  });
}

/**
 * The content of an envelope without what differs between two tries of the same request: times of the door,
 * skew-corrected times and ciphertext. Its hash is the queue's deduplication id.
 */
export function fingerprint(profile: ProfileId, messages: readonly EventMessage[]): string {
  const same = messages.map(({ occurredAt: _occurred, acceptedAt: _accepted, ...rest }) => rest);
  return `${profile} ${JSON.stringify(same, (key, value: unknown) => (key === '$sealed' ? (value as { h: string }).h : value))}`;
}
