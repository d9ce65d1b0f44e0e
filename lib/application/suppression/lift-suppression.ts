/**
 * An operator lifts the suppression of a bounce or a complaint: the address works again, or the person asked for
 * messages again. It is removed from BLOCK, where senders look, and an event takes it to STATE and keeps who lifted it
 * and why in the person's history (I8). Repeating it is harmless.
 *
 * A complaint is a person's own word. It is lifted only where the person has given consent after it.
 */
import type { Envelope, EventMessage } from '../../../schemas/mailbox.ts';
import type { SendChannel } from '../../../schemas/names.ts';
import type { ProfileId, TraceId } from '../../../schemas/primitives.ts';
import { addressHash } from '../../channels/addresses.ts';
import { addressesOf, addressProfiles } from '../../channels/channels.ts';
import type { Block } from '../../domain/consent/block.ts';
import { SUPPRESSION_LIFTED } from '../../domain/consent/lift.ts';
import type { ProfileState } from '../../domain/profile/state.ts';
import { redact } from '../../domain/sealing/find-address.ts';
import type { BlockList } from '../../ports/block-list.ts';
import type { ProfileStore } from '../../ports/profile-store.ts';
import { putAll, type Queue } from '../../ports/queue.ts';
import { inMailbox } from '../mailbox.ts';
import { everyProfileOf, type Recipient } from '../recipient.ts';

export interface LiftPorts {
  profiles: ProfileStore;
  blocks: BlockList;
  mailbox: Queue<Envelope>;
  clock: () => number;
}

export interface Lift {
  channel: SendChannel;
  what: 'bounced' | 'complained';
  /** Why, as the operator says it. */
  reason: string;
  /** The operator: the subject of the token. */
  by: string;
  trace?: TraceId | undefined;
}

/** lifted: how many addresses. nothing: none of them is suppressed so. complained: no consent came after it. */
export type Lifted = { status: 'lifted'; addresses: number } | { status: 'nothing' | 'complained' };

export async function liftSuppression(ports: LiftPorts, recipient: Recipient, lift: Lift): Promise<Lifted> {
  const { channel, what } = lift;
  const { state, id } = recipient;
  const hashes = addressesOf(state, channel).map(addressHash);
  const own = addressProfiles(state, channel);
  const everyone = [...(await everyProfileOf(ports.profiles, recipient)), ...own];
  const found: { profile: ProfileId; address: string; block: Block }[] = [];
  for (const profile of new Set(everyone))
    for (const block of await ports.blocks.read(profile))
      if (block.channel === channel && block.reason === what && hashes.includes(block.address ?? ''))
        found.push({ profile, address: block.address ?? '', block });
  const addresses = [...new Set([...found.map(({ address }) => address), ...inState(state, lift, hashes)])];
  if (addresses.length === 0) return { status: 'nothing' };
  const latest = Math.max(0, ...found.map(({ block }) => block.acceptedAt));
  if (what === 'complained' && !consentedAfter(state, channel, latest)) return { status: 'complained' };
  const at = ports.clock();
  await putAll(ports.mailbox, [inMailbox(id, liftEvent(lift, addresses, at), lift.trace)]);
  // Exactly those that were read: a bounce that arrives meanwhile stays.
  for (const { profile, address, block } of found)
    await ports.blocks.lift(profile, { ...block, reason: what, address });
  return { status: 'lifted', addresses: addresses.length };
}

function inState(
  { unreachable, complained }: ProfileState,
  { channel, what }: Lift,
  hashes: string[],
): string[] {
  return hashes.filter((hash) =>
    what === 'bounced' ? unreachable[channel] === hash : complained.includes(hash),
  );
}

const consentedAfter = ({ consent }: ProfileState, channel: SendChannel, at: number): boolean =>
  Object.values(consent).some((byChannel) => {
    const yes = byChannel[channel]?.yes;
    return yes !== undefined && yes.acceptedAt > at && yes.at > at;
  });

function liftEvent({ channel, what, reason, by }: Lift, addresses: string[], at: number): EventMessage {
  return {
    type: 'event',
    id: `lifted.${what}.${channel}.${at}`,
    kind: 'track',
    name: SUPPRESSION_LIFTED,
    occurredAt: at,
    acceptedAt: at,
    index: 0,
    clientAt: at,
    trust: 'operator',
    properties: { channel, what, reason: redact(reason), by: redact(by), addresses },
    traits: {},
    context: {},
  };
}
