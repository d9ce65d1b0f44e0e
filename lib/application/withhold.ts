/**
 * A no, however it came (I4): first BLOCK, which the next send meets even if we die here, then the mailbox, so that STATE
 * and every condition hear of it. Both may be done twice.
 */
import type { EventMessage, Trust } from '../../schemas/mailbox.ts';
import type { ProfileId, SendChannel } from '../../schemas/primitives.ts';
import type { Block, BlockList } from '../ports/block-list.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import { chainOf } from './recipient.ts';
import type { ReportQueues } from './send-report.ts';
import { inMailbox, putAll } from './send-report.ts';

export interface WithholdPorts extends Pick<ReportQueues, 'mailbox'> {
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
}

/** The profile's no to a purpose on a channel. */
export async function withdraw(ports: WithholdPorts, no: Withdrawal): Promise<void> {
  const { profile, purpose, channel, at } = no;
  await block(ports, profile, { channel, reason: 'withdrawn', purpose, acceptedAt: at, index: 0 });
  await putAll(ports.mailbox, [inMailbox(profile, withdrawnEvent(no))]);
}

/** Puts a block on every profile on the way, so that it holds whichever of them a send names. */
export async function block(
  { profiles, blocks }: Pick<WithholdPorts, 'profiles' | 'blocks'>,
  profile: ProfileId,
  what: Block,
): Promise<void> {
  for (const id of await chainOf(profiles, profile)) await blocks.put(id, what);
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
