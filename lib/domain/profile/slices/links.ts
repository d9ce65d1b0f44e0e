// Which other profiles are the same person, and what waits for their hand-over. Only a user has any, and a user hands nothing over.
import { absent, keepOwn, type Slices } from './slice.ts';

export const links: Slices<'linked' | 'tookOver' | 'parked'> = {
  linked: {
    empty: () => [],
    merge: ({ linked }, _other, { from }) => (linked.includes(from) ? linked : [...linked, from]),
  },
  tookOver: { empty: () => [], merge: ({ tookOver }, _other, { from }) => [...tookOver, from] },
  parked: { empty: absent, merge: keepOwn('parked'), afterHandOver: 'redirect' },
};
