// Linked profiles of the same person, and messages parked for their hand-overs. Only a user has links, and a user never
// hands over.
import { absent, keepOwn, type Slices } from './slice.ts';

export const links: Slices<'linked' | 'tookOver' | 'parked'> = {
  linked: {
    empty: () => [],
    merge: ({ linked }, _other, { from }) => (linked.includes(from) ? linked : [...linked, from]),
  },
  tookOver: { empty: () => [], merge: ({ tookOver }, _other, { from }) => [...tookOver, from] },
  parked: { empty: absent, merge: keepOwn('parked'), afterHandOver: 'redirect' },
};
