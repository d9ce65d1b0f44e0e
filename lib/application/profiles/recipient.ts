// Whom a profile id stands for now, and whether BLOCK lets anything through (I4). Reads are strong and follow redirects.

import type { ProfileId, SendChannel } from '../../../schemas/primitives.ts';
import type { ConsentMark, ProfileState } from '../../domain/profile/state.ts';
import type { Block, BlockList } from '../../ports/block-list.ts';
import type { ProfileStore } from '../../ports/profile-store.ts';

/** Redirects have no cycle and a survivor rarely is one; more than this is damage. */
const HOPS_MAX = 16;

export interface Recipient {
  id: ProfileId;
  state: ProfileState;
  /** Every profile on the way, the asked one first and the survivor last. */
  chain: ProfileId[];
}

/** Undefined: nothing was ever stored of it, or it was erased. */
export async function findRecipient(
  profiles: ProfileStore,
  profile: ProfileId,
): Promise<Recipient | undefined> {
  const chain: ProfileId[] = [];
  let id: ProfileId = profile;
  while (chain.length < HOPS_MAX) {
    chain.push(id);
    const stored = await profiles.read(id);
    if (!stored) return undefined;
    if (!stored.state.redirect) return { id, state: stored.state, chain };
    id = stored.state.redirect;
  }
  throw new Error(`more than ${HOPS_MAX} redirects`);
}

/**
 * Every profile whose BLOCK speaks of this person: those on the way, those it took over, and those that were asked for their
 * hand-over and have not given it to somebody else. A no that was said to one of them may still be on its way to STATE.
 */
export async function everyProfileOf(
  profiles: ProfileStore,
  { id, state, chain }: Recipient,
): Promise<ProfileId[]> {
  const all = new Set([...chain, ...state.tookOver]);
  for (const asked of state.linked) {
    if (all.has(asked)) continue;
    const redirect = (await profiles.read(asked))?.state.redirect;
    if (redirect === undefined || redirect === id) all.add(asked);
  }
  return [...all];
}

/** The same way for one that may never have been written: then it is itself alone. */
export async function chainOf(profiles: ProfileStore, profile: ProfileId): Promise<ProfileId[]> {
  return (await findRecipient(profiles, profile))?.chain ?? [profile];
}

/** The id an address itself has: blocks kept there hold for every profile with that address. None for a device. */
export function addressProfile(channel: SendChannel, addressHash: string): ProfileId | undefined {
  return channel === 'push' ? undefined : `${channel === 'sms' ? 'p' : 'e'}-${addressHash}`;
}

/** Blocks of every profile on the way: one put before a merge holds after it. */
export async function blocksOf(blocks: BlockList, chain: readonly ProfileId[]): Promise<Block[]> {
  const found: Block[] = [];
  for (const id of chain) found.push(...(await blocks.read(id)));
  return found;
}

/** Puts a block on every profile on the way, so that it holds whichever of them a send names. */
export async function blockAll(blocks: BlockList, chain: readonly ProfileId[], block: Block): Promise<void> {
  for (const id of chain) await blocks.put(id, block);
}

export type BlockedBy = 'consent' | 'bounced' | 'complained';

/**
 * Why BLOCK forbids this send, as a refusal's reason; undefined: it does not. A withdrawal counts until this profile's yes is
 * later than it, in its own time and in the order of acceptance: some are lifted by that yes, those of all purposes and
 * those kept under an address by nobody. A bounce or complaint counts for ever.
 */
export function whyBlocked(
  blocks: readonly Block[],
  state: ProfileState,
  purpose: string,
  channel: SendChannel,
  addressHash: string,
): BlockedBy | undefined {
  const yes = state.consent[purpose]?.[channel]?.yes;
  for (const block of blocks) {
    if (block.channel !== channel) continue;
    if (block.reason === 'withdrawn') {
      if ((block.purpose === '*' || block.purpose === purpose) && !(yes && isLater(yes, block)))
        return 'consent';
    } else if (block.address === addressHash) return block.reason;
  }
  return undefined;
}

function isLater(yes: ConsentMark, block: Block): boolean {
  const accepted =
    yes.acceptedAt > block.acceptedAt || (yes.acceptedAt === block.acceptedAt && yes.index > block.index);
  return accepted && yes.at > block.acceptedAt;
}
