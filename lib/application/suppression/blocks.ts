// Suppressions of a person, in all the places where the block list stores them (I4).
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { Block } from '../../domain/consent/block.ts';
import type { BlockList } from '../../ports/block-list.ts';

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
