// Suppressions of a person, in all the places where the block list keeps them (I4).
import { profileIdOfHash } from '../../../schemas/names.ts';
import type { ProfileId, SendChannel } from '../../../schemas/primitives.ts';
import { channels } from '../../channels/channels.ts';
import type { Block } from '../../domain/consent/block.ts';
import type { BlockList } from '../../ports/block-list.ts';

/** The id an address itself has: blocks kept there hold for every profile with that address. Undefined: such addresses have none. */
export function addressProfile(channel: SendChannel, addressHash: string): ProfileId | undefined {
  const { identifier } = channels[channel].address;
  return identifier && profileIdOfHash(identifier, addressHash);
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
