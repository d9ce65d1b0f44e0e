// Suppressions (I4): they only ever become stricter, are stored before the message enters the mailbox, and are read
// strongly consistently by the sender.
import type { ProfileId } from '../../schemas/primitives.ts';
import type { Block } from '../domain/consent/block.ts';

export type Lifting = Pick<Block, 'channel' | 'acceptedAt' | 'index'> & { purpose: string };

export interface BlockList {
  put(profile: ProfileId, block: Block): Promise<void>;
  /** Strongly consistent. */
  read(profile: ProfileId): Promise<Block[]>;
  /** Lifts a withdrawal put at or before (acceptedAt, index); never a bounce or complaint. */
  lift(profile: ProfileId, upTo: Lifting): Promise<void>;
}
