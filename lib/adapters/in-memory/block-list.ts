// The block list in memory: it only ever becomes stricter, like the table's (I4).
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { Block } from '../../domain/consent/block.ts';
import type { BlockList } from '../../ports/block-list.ts';

const later = (a: Pick<Block, 'acceptedAt' | 'index'>, b: Pick<Block, 'acceptedAt' | 'index'>): boolean =>
  a.acceptedAt > b.acceptedAt || (a.acceptedAt === b.acceptedAt && a.index > b.index);

export function inMemoryBlockList(): BlockList {
  const stored = new Map<ProfileId, Map<string, Block>>();
  const nameOf = ({ reason, channel, purpose, address }: Omit<Block, 'acceptedAt' | 'index'>): string =>
    JSON.stringify(
      reason === 'withdrawn' ? [reason, channel, purpose ?? '*'] : [reason, channel, address ?? ''],
    );
  return {
    async put(profile, block) {
      const blocks = stored.get(profile) ?? new Map<string, Block>();
      stored.set(profile, blocks);
      const old = blocks.get(nameOf(block));
      if (old && !later(block, old)) return;
      const { purpose, address, ...rest } = block;
      blocks.set(
        nameOf(block),
        block.reason === 'withdrawn'
          ? { ...rest, purpose: purpose ?? '*' }
          : { ...rest, ...(address && { address }) },
      );
    },
    async read(profile) {
      return [...(stored.get(profile)?.values() ?? [])].map((block) => ({ ...block }));
    },
    async lift(profile, { reason = 'withdrawn', acceptedAt, index, ...of }) {
      const name = nameOf({ reason, ...of });
      const block = stored.get(profile)?.get(name);
      if (block && !later(block, { acceptedAt, index })) stored.get(profile)?.delete(name);
    },
  };
}
