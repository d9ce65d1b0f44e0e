// Suppressions as the block list keeps them, and whether they let a send through (I4).
import type { ProfileId, SendChannel } from '../../../schemas/primitives.ts';
import type { ConsentMark } from '../../domain/consent/consent.ts';
import type { ProfileState } from '../../domain/profile/state.ts';
import type { Block, BlockList } from '../../ports/block-list.ts';

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
 * Why BLOCK forbids this send (`address` is a hash), as a refusal's reason; undefined: it does not. A withdrawal counts until this profile's yes is
 * later than it, in its own time and in the order of acceptance: some are lifted by that yes, those of all purposes and
 * those kept under an address by nobody. A bounce or complaint counts for ever.
 */
export function whyBlocked(
  blocks: readonly Block[],
  state: ProfileState,
  { purpose, channel, address }: { purpose: string; channel: SendChannel; address: string },
): BlockedBy | undefined {
  const yes = state.consent[purpose]?.[channel]?.yes;
  for (const block of blocks) {
    if (block.channel !== channel) continue;
    if (block.reason === 'withdrawn') {
      if ((block.purpose === '*' || block.purpose === purpose) && !(yes && isLater(yes, block)))
        return 'consent';
    } else if (block.address === address) return block.reason;
  }
  return undefined;
}

function isLater(yes: ConsentMark, block: Block): boolean {
  const accepted =
    yes.acceptedAt > block.acceptedAt || (yes.acceptedAt === block.acceptedAt && yes.index > block.index);
  return accepted && yes.at > block.acceptedAt;
}
