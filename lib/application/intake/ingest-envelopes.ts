/**
 * From read calls to what the mailbox queue takes: events of one request for one profile travel in one envelope, in
 * the order of the request, sealed under a key of their own (so that erasing one profile's keys leaves no copy under
 * another's).
 */

import type { Envelope, EventMessage } from '../../../schemas/mailbox.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { EventId } from '../../domain/intake/event-id.ts';
import { utf8Bytes } from '../../domain/intake/plain-json.ts';
import type { ReadCall } from '../../domain/intake/read-call.ts';
import { type Acceptance, fingerprint, toEvent } from '../../domain/intake/to-event.ts';
import type { Queued } from '../../ports/queue.ts';
import type { Sealing, Vault } from '../../ports/vault.ts';

/** Well under the queue's 1 MiB, so that a few fit into one call. */
const ENVELOPE_BYTES_MAX = 200_000;
/**
 * A sealed value takes about 200 bytes more than a plain one: an event made of addresses alone could grow thirtyfold.
 */
export const SEALED_EVENT_BYTES_MAX = 128 * 1024;

export interface Identified {
  call: ReadCall;
  id: EventId;
  index: number;
  profile: ProfileId;
}

export interface Sealed {
  items: Queued<Envelope>[];
  /** Events that are too large once sealed. */
  tooLarge: Identified[];
}

export async function sealByProfile(
  events: readonly Identified[],
  vault: Vault,
  common: Omit<Acceptance, 'index'>,
): Promise<Sealed> {
  const groups = Map.groupBy(events, (event) => event.profile);
  const sealed: Sealed = { items: [], tooLarge: [] };
  for (const [profile, group] of groups) {
    const sealing = await vault.begin();
    const fitting: { message: EventMessage; bytes: number }[] = [];
    for (const event of group) {
      const message = toEvent(event.call, event.id, sealing, { ...common, index: event.index });
      const bytes = utf8Bytes(JSON.stringify(message));
      if (bytes > SEALED_EVENT_BYTES_MAX) sealed.tooLarge.push(event);
      else fitting.push({ message, bytes });
    }
    for (const messages of split(fitting)) sealed.items.push(envelope(profile, messages, sealing));
  }
  return sealed;
}

function split(messages: readonly { message: EventMessage; bytes: number }[]): EventMessage[][] {
  const parts: EventMessage[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of messages) {
    bytes += item.bytes;
    const last = parts.at(-1);
    if (last && bytes <= ENVELOPE_BYTES_MAX) {
      last.push(item.message);
    } else {
      parts.push([item.message]);
      bytes = item.bytes;
    }
  }
  return parts;
}

/** The deduplication id: the queue drops a byte-identical retry within minutes; I2 catches later ones. */
function envelope(profile: ProfileId, messages: EventMessage[], sealing: Sealing): Queued<Envelope> {
  return {
    group: profile,
    deduplicationId: sealing.hash(fingerprint(profile, messages), 'text'),
    body: { v: 1, profile, keys: sealing.keys(), messages },
  };
}
