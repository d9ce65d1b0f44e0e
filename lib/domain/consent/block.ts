// A suppression as the block list keeps it (I4): put before the mailbox hears of it, and only ever stricter.
import type { SendChannel } from '../../../schemas/names.ts';

export interface Block {
  channel: SendChannel;
  /** withdrawn: of `purpose` (`*` for all). bounced and complained: of the address with hash `address`. */
  reason: 'withdrawn' | 'bounced' | 'complained';
  purpose?: string;
  address?: string;
  acceptedAt: number;
  index: number;
}
