// What each browser's category preferences said at the last look.
import type { Slices } from './slice.ts';

export const preferences: Slices<'preferences'> = {
  preferences: {
    empty: () => ({}),
    merge: (own, other) => ({ ...other.preferences, ...own.preferences }),
  },
};
