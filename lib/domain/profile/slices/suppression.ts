// Addresses that `step` must no longer choose.
import type { Slices } from './slice.ts';

export const suppression: Slices<'unreachable' | 'complained'> = {
  unreachable: {
    empty: () => ({}),
    merge: (own, other) => ({ ...other.unreachable, ...own.unreachable }),
  },
  complained: {
    empty: () => [],
    merge: (own, other) => [...new Set([...other.complained, ...own.complained])],
  },
};
