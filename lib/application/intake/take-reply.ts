/**
 * Replies to messages, as people write them.
 *
 * - I4: a reply that asks for no more messages withdraws from every purpose, for everyone with that address; it is
 *   stored as a suppression before it enters the mailbox.
 * - A later START gives back what such a reply took, and nothing else: a purpose that had no consent before it, or was
 *   withdrawn in another way, stays as it is.
 * - What asks for neither is kept, sealed, in the quarantine: a person reads it.
 */

import type { EventMessage } from '../../../schemas/mailbox.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { Answer } from '../../channels/report.ts';
import { CONSENT_GIVEN } from '../../domain/consent/consent-event.ts';
import type { AddressBook } from '../../ports/profile-store.ts';
import type { Quarantine } from '../../ports/quarantine.ts';
import { putAll } from '../../ports/queue.ts';
import type { Vault } from '../../ports/vault.ts';
import { inMailbox } from '../mailbox.ts';
import { past } from '../profiles/timeline.ts';
import { findRecipient } from '../recipient.ts';
import { consentEvent, OPTED_OUT, type SuppressionPorts, withdraw } from '../suppression/suppress.ts';
import { quarantined } from './quarantine-original.ts';

export interface ReplyPorts extends SuppressionPorts {
  vault: Vault;
  addresses: AddressBook;
  quarantine: Quarantine;
  clock: () => number;
}

/** recorded: it is in the mailbox or the block list. kept: nobody but a person can tell what it asks for. */
export type Taken = 'recorded' | 'kept';

export async function takeReply(ports: ReplyPorts, answer: Answer): Promise<Taken> {
  const own = await ports.vault.profileId(answer.from.kind, answer.from.identifier);
  const profile = await ports.addresses.find(own);
  if (answer.asks === 'stop') {
    await stop(ports, answer, own, profile);
    return 'recorded';
  }
  if (answer.asks === 'start' && profile && (await start(ports, answer, profile))) return 'recorded';
  await keep(ports, answer, profile);
  return 'kept';
}

async function stop(
  ports: ReplyPorts,
  { channel, id, source }: Answer,
  own: ProfileId,
  profile: ProfileId | undefined,
): Promise<void> {
  const at = ports.clock();
  // Stored under the address itself first: several profiles may have it, and the address book knows only its last
  // owner.
  await ports.blocks.put(own, { channel, reason: 'withdrawn', purpose: '*', acceptedAt: at, index: 0 });
  if (!profile) return;
  await withdraw(ports, { profile, purpose: '*', channel, trust: 'provider', id: `stop.${id}`, source, at });
}

/** False: no reply of this person had taken anything that could be given back. */
async function start(ports: ReplyPorts, answer: Answer, profile: ProfileId): Promise<boolean> {
  const { channel, id, source } = answer;
  const at = ports.clock();
  const purposes = await takenByReply(ports, answer, profile);
  const events = purposes.map((purpose) =>
    consentEvent({
      name: CONSENT_GIVEN,
      purpose,
      channel,
      trust: 'provider',
      id: `start.${id}.${purpose}`,
      source,
      at,
    }),
  );
  await putAll(
    ports.mailbox,
    events.map((event: EventMessage) => inMailbox(profile, event)),
  );
  return events.length > 0;
}

const ENTRIES_MAX = 5_000;

/** Purposes whose last change was a withdrawal by such a reply, and that had a consent which counted until then. */
async function takenByReply(
  { profiles }: ReplyPorts,
  { channel, source }: Answer,
  profile: ProfileId,
): Promise<string[]> {
  const recipient = await findRecipient(profiles, profile);
  if (!recipient) return [];
  const decided = new Set<string>();
  const withdrawn = new Set<string>();
  const taken: string[] = [];
  let looked = 0;
  for await (const { entry } of past(profiles, recipient)) {
    looked += 1;
    if (looked > ENTRIES_MAX) break;
    if (entry.type !== 'consent' || entry.channel !== channel || decided.has(entry.purpose)) continue;
    const { purpose } = entry;
    // Several such replies in a row took it once.
    if (!entry.given && (entry.source === source || entry.source === OPTED_OUT)) {
      withdrawn.add(purpose);
      continue;
    }
    decided.add(purpose);
    if (withdrawn.has(purpose) && entry.given && entry.counts) taken.push(purpose);
  }
  return taken;
}

async function keep(ports: ReplyPorts, answer: Answer, profile: ProfileId | undefined): Promise<void> {
  const { id, channel, text, at } = answer;
  const whose = profile ? `of the profile ${profile}` : 'of a number that no profile has';
  const row = await quarantined(
    ports.vault,
    { from: 'reply', channel, identifier: answer.from.identifier, text },
    {
      at: at ?? ports.clock(),
      key: `reply ${id}`,
      type: `inbound ${channel}`,
      pointer: '',
      detail: `A reply ${whose} that is neither an opt-out nor an opt-in word. The provider shows it under the id ${shown(id)}.`,
    },
  );
  await ports.quarantine.put([row]);
}

/** Ids of providers; anything else could hold a number. */
const shown = (id: string): string => (/^[0-9a-f-]{1,64}$/i.test(id) && /[a-f-]/i.test(id) ? id : 'it gave');
