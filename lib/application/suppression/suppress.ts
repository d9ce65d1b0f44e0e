/**
 * A withdrawal from any source (I4). It is stored in BLOCK first, where the next send finds it even if this process
 * dies here, and then put into the mailbox, so that it reaches STATE and every condition. Both may be repeated.
 */

import type { Envelope, EventMessage, Trust } from '../../../schemas/mailbox.ts';
import type { ProfileId, SendChannel, TraceId } from '../../../schemas/primitives.ts';
import { addressProfile, addressProfiles } from '../../channels/channels.ts';
import type { Block } from '../../domain/consent/block.ts';
import { type CONSENT_GIVEN, CONSENT_WITHDRAWN } from '../../domain/consent/consent-event.ts';
import type { BlockList } from '../../ports/block-list.ts';
import type { ProfileStore } from '../../ports/profile-store.ts';
import { putAll, type Queue } from '../../ports/queue.ts';
import type { SendRecord } from '../../ports/send-log.ts';
import { inMailbox } from '../mailbox.ts';
import { findRecipient } from '../recipient.ts';
import { blockAll } from './blocks.ts';

export interface SuppressionPorts {
  mailbox: Queue<Envelope>;
  profiles: ProfileStore;
  blocks: BlockList;
}

export interface Withdrawal {
  profile: ProfileId;
  /** `*`: every purpose. */
  purpose: string;
  channel: SendChannel;
  trust: Trust;
  /** The event's id: the same for the same act of the recipient. */
  id: string;
  /** How it was expressed, for the record (I8). */
  source: string;
  at: number;
  trace?: TraceId | undefined;
}

/** The source of a withdrawal that only the provider heard: somebody answered there. */
export const OPTED_OUT = 'opted out at the provider';

/** Records the profile's withdrawal from a purpose on a channel. */
export async function withdraw(ports: SuppressionPorts, withdrawal: Withdrawal): Promise<void> {
  const { profile, purpose, channel, at } = withdrawal;
  await block(ports, profile, { channel, reason: 'withdrawn', purpose, acceptedAt: at, index: 0 });
  const withdrawn = consentEvent({ ...withdrawal, name: CONSENT_WITHDRAWN });
  await putAll(ports.mailbox, [inMailbox(profile, withdrawn, withdrawal.trace)]);
}

/**
 * Stores the suppression in BLOCK alone: for every profile along the redirects and, because a withdrawal is a person's
 * and not a profile's, under the address at which the channel reaches them.
 */
export async function block(
  { profiles, blocks }: Pick<SuppressionPorts, 'profiles' | 'blocks'>,
  profile: ProfileId,
  what: Block,
): Promise<void> {
  const recipient = await findRecipient(profiles, profile);
  await blockAll(blocks, recipient?.chain ?? [profile], what);
  if (what.reason !== 'withdrawn' || !recipient) return;
  for (const own of addressProfiles(recipient.state, what.channel)) await blocks.put(own, what);
}

/**
 * A provider that refuses a call because of the address reports what a bounce or a STOP would have reported later. Ids
 * and times come from the record, so repeating it changes nothing.
 */
export async function suppressAddress(
  ports: SuppressionPorts,
  record: Extract<SendRecord, { status: 'calling' | 'failed' }>,
  fault: 'address' | 'opted-out',
): Promise<void> {
  const { sendId, profile, channel, journey, step, at, address } = record;
  const own = address && addressProfile(channel, address);
  if (fault === 'opted-out') {
    if (own)
      await ports.blocks.put(own, { channel, reason: 'withdrawn', purpose: '*', acceptedAt: at, index: 0 });
    const id = `opted-out.${sendId}`;
    await withdraw(ports, {
      profile,
      purpose: '*',
      channel,
      trust: 'provider',
      id,
      source: OPTED_OUT,
      at,
    });
    return;
  }
  if (!address) return;
  const bounced: Block = { channel, reason: 'bounced', address, acceptedAt: at, index: 0 };
  if (own) await ports.blocks.put(own, bounced);
  await block(ports, profile, bounced);
  const receipt = { sendId, event: 'bounced', channel, journey, step, address, at, acceptedAt: at } as const;
  await putAll(ports.mailbox, [
    inMailbox(profile, { type: 'receipt', id: `bounced.${sendId}.${address}`, ...receipt }),
  ]);
}

/** What a recipient or provider said of consent, as an event of the profile. */
export function consentEvent({
  name,
  purpose,
  channel,
  trust,
  id,
  source,
  at,
}: Omit<Withdrawal, 'profile' | 'trace'> & {
  name: typeof CONSENT_GIVEN | typeof CONSENT_WITHDRAWN;
}): EventMessage {
  return {
    type: 'event',
    id,
    kind: 'track',
    name,
    occurredAt: at,
    acceptedAt: at,
    index: 0,
    clientAt: at,
    trust,
    properties: { purpose, channels: [channel], source },
    traits: {},
    context: {},
  };
}
