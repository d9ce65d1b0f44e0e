// Suppressions of a person, in all the places where the block list stores them (I4).
import { profileIdOfHash } from '../../../schemas/names.ts';
import type { ProfileId, SendChannel } from '../../../schemas/primitives.ts';
import { channels } from '../../channels/channels.ts';
import type { Block } from '../../domain/consent/block.ts';
import type { BlockList } from '../../ports/block-list.ts';

/**
 * The profile id of an address itself: suppressions under it hold for every profile with that address. Undefined: such
 * addresses have none.
 */
export function addressProfile(channel: SendChannel, addressHash: string): ProfileId | undefined {
  const { identifier } = channels[channel].address;
  return identifier && profileIdOfHash(identifier, addressHash);
}

/** Suppressions of every profile along the redirects: one put before a merge still applies after it. */
export async function blocksOf(blocks: BlockList, chain: readonly ProfileId[]): Promise<Block[]> {
  const found: Block[] = [];
  for (const id of chain) found.push(...(await blocks.read(id)));
  return found;
}

/** Suppresses every profile along the redirects, so that it applies whichever of them a send names. */
export async function blockAll(blocks: BlockList, chain: readonly ProfileId[], block: Block): Promise<void> {
  for (const id of chain) await blocks.put(id, block);
}
