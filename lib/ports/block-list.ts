// Suppressions (I4): they only ever become stricter, are stored before the message enters the mailbox, and are read
// strongly consistently by the sender.
import type { ProfileId } from '../../schemas/primitives.ts';
import type { Block } from '../domain/consent/block.ts';

/** A suppression to lift, as far as it was put at or before (acceptedAt, index). A consent lifts withdrawals alone. */
export type Lifting = Pick<Block, 'channel' | 'acceptedAt' | 'index'> &
  ({ reason?: 'withdrawn'; purpose: string } | { reason: 'bounced' | 'complained'; address: string });

export interface BlockList {
  put(profile: ProfileId, block: Block): Promise<void>;
  /** Strongly consistent. */
  read(profile: ProfileId): Promise<Block[]>;
  lift(profile: ProfileId, upTo: Lifting): Promise<void>;
}
