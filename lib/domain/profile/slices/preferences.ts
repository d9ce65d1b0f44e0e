// Each browser's last known category preferences.
import type { Slices } from './slice.ts';

export const preferences: Slices<'preferences'> = {
  preferences: {
    empty: () => ({}),
    merge: (own, other) => ({ ...other.preferences, ...own.preferences }),
  },
};
