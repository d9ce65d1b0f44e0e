// BLOCK (I4): only ever stricter, put before the mailbox hears of it, read strongly by the sender.
import type { ProfileId, SendChannel } from '../../schemas/primitives.ts';

export interface Block {
  channel: SendChannel;
  /** withdrawn: of `purpose` (`*` for all). bounced and complained: of the address with hash `address`. */
  reason: 'withdrawn' | 'bounced' | 'complained';
  purpose?: string;
  address?: string;
  acceptedAt: number;
  index: number;
}

export type Lifting = Pick<Block, 'channel' | 'acceptedAt' | 'index'> & { purpose: string };

export interface BlockList {
  put(profile: ProfileId, block: Block): Promise<void>;
  /** Strongly consistent. */
  read(profile: ProfileId): Promise<Block[]>;
  /** Lifts a withdrawal put at or before (acceptedAt, index); never a bounce or complaint. */
  lift(profile: ProfileId, upTo: Lifting): Promise<void>;
}
