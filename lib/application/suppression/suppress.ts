/**
 * A no, however it came (I4): first BLOCK, which the next send meets even if we die here, then the mailbox, so that STATE
 * and every condition hear of it. Both may be done twice.
 */

import type { Envelope, EventMessage, Trust } from '../../../schemas/mailbox.ts';
import type { ProfileId, SendChannel, TraceId } from '../../../schemas/primitives.ts';
import type { Block } from '../../domain/consent/block.ts';
import type { BlockList } from '../../ports/block-list.ts';
import type { ProfileStore } from '../../ports/profile-store.ts';
import { putAll, type Queue } from '../../ports/queue.ts';
import type { SendRecord } from '../../ports/send-log.ts';
import { inMailbox } from '../mailbox.ts';
import { chainOf } from '../recipient.ts';
import { addressProfile, blockAll } from './blocks.ts';

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
  /** Of the event: the same for the same act of the recipient. */
  id: string;
  /** How they said so, for the record (I8). */
  source: string;
  at: number;
  trace?: TraceId | undefined;
}

/** The profile's no to a purpose on a channel. */
export async function withdraw(ports: SuppressionPorts, no: Withdrawal): Promise<void> {
  const { profile, purpose, channel, at } = no;
  await block(ports, profile, { channel, reason: 'withdrawn', purpose, acceptedAt: at, index: 0 });
  await putAll(ports.mailbox, [inMailbox(profile, withdrawnEvent(no), no.trace)]);
}

/** BLOCK alone, for the profile and all it became. */
export async function block(
  { profiles, blocks }: Pick<SuppressionPorts, 'profiles' | 'blocks'>,
  profile: ProfileId,
  what: Block,
): Promise<void> {
  await blockAll(blocks, await chainOf(profiles, profile), what);
}

/**
 * A provider that refused a call for the address's sake says what a bounce or a STOP would have said later. Ids and times come
 * from the record, so saying it again changes nothing.
 */
export async function suppressAddress(
  ports: SuppressionPorts,
  record: Extract<SendRecord, { status: 'failed' }>,
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
      source: 'opted out at the provider',
      at,
    });
    return;
  }
  if (!address) return;
  const bounced: Block = { channel, reason: 'bounced', address, acceptedAt: at, index: 0 };
  if (own) await ports.blocks.put(own, bounced);
  await block(ports, profile, bounced);
  const receipt = { sendId, event: 'bounced', channel, journey, step, address, at, acceptedAt: at } as const;
  await putAll(ports.mailbox, [inMailbox(profile, { type: 'receipt', id: `bounced.${sendId}`, ...receipt })]);
}

function withdrawnEvent({ purpose, channel, trust, id, source, at }: Withdrawal): EventMessage {
  return {
    type: 'event',
    id,
    kind: 'track',
    name: 'Consent Withdrawn',
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
