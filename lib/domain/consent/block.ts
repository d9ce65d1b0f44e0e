// A suppression as stored in the block list (I4): put before the message enters the mailbox, and only ever stricter.
import type { SendChannel } from '../../../schemas/names.ts';

export interface Block {
  channel: SendChannel;
  /** withdrawn: from `purpose` (`*` for all). bounced and complained: by the address with hash `address`. */
  reason: 'withdrawn' | 'bounced' | 'complained';
  purpose?: string;
  address?: string;
  acceptedAt: number;
  index: number;
}
