// Whom a profile id stands for now, and whether BLOCK lets anything through (I4). Reads are strong and follow redirects.

import type { ProfileId, SendChannel } from '../../schemas/primitives.ts';
import type { ProfileState } from '../domain/profile/state.ts';
import type { Block, BlockList } from '../ports/block-list.ts';
import type { ProfileStore } from '../ports/profile-store.ts';

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

/** Why BLOCK forbids this send, as a refusal's reason; undefined: it does not. */
export function whyBlocked(
  blocks: readonly Block[],
  purpose: string,
  channel: SendChannel,
  addressHash: string,
): 'consent' | 'bounced' | 'complained' | undefined {
  for (const block of blocks) {
    if (block.channel !== channel) continue;
    if (block.reason === 'withdrawn') {
      if (block.purpose === '*' || block.purpose === purpose) return 'consent';
    } else if (block.address === addressHash) return block.reason;
  }
  return undefined;
}

/**
 * The same for blocks kept under the address itself, which hold for every profile that has it. Nobody lifts those: a
 * withdrawal counts until this profile's yes is later than it, in its own time and in the order of acceptance.
 */
export function whyAddressBlocked(
  blocks: readonly Block[],
  state: ProfileState,
  purpose: string,
  channel: SendChannel,
  addressHash: string,
): 'consent' | 'bounced' | 'complained' | undefined {
  const yes = state.consent[purpose]?.[channel]?.yes;
  const standing = blocks.filter((block) => {
    if (block.reason !== 'withdrawn' || !yes) return true;
    const later =
      yes.acceptedAt > block.acceptedAt || (yes.acceptedAt === block.acceptedAt && yes.index > block.index);
    return !(later && yes.at > block.acceptedAt);
  });
  return whyBlocked(standing, purpose, channel, addressHash);
}
