// The profile's identity, times and progress.
import { absent, keepOwn, type Slices } from './slice.ts';

export const self: Slices<'id' | 'createdAt' | 'handledAt' | 'program' | 'redirect'> = {
  id: { empty: (id) => id, merge: keepOwn('id'), afterHandOver: 'both' },
  createdAt: {
    empty: () => 0,
    merge: (own, other) => Math.min(own.createdAt || other.createdAt, other.createdAt || own.createdAt),
    afterHandOver: 'both',
  },
  handledAt: { empty: () => 0, merge: keepOwn('handledAt'), afterHandOver: 'both' },
  program: { empty: () => 0, merge: keepOwn('program'), afterHandOver: 'both' },
  redirect: { empty: absent, merge: keepOwn('redirect') },
};
