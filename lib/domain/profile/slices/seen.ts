// The ids taken in (I2): a repeat may reach the redirect or the survivor, so both keep them.
import { mergedSeen } from '../seen.ts';
import type { Slices } from './slice.ts';

export const seen: Slices<'seen'> = {
  seen: {
    empty: () => ({ blocks: [], evicted: 0, ahead: 0 }),
    merge: (own, other) => mergedSeen(own.seen, other.seen),
    afterHandOver: 'both',
  },
};
