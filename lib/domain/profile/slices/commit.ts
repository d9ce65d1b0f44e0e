// What the last commit left to do, and the wakes it requested: each profile keeps its own.
import { absent, keepOwn, type Slices } from './slice.ts';

export const commit: Slices<'out' | 'wakeAt' | 'timerAt'> = {
  out: {
    empty: () => ({ ids: [], effects: [] }),
    merge: keepOwn('out'),
    afterHandOver: 'redirect',
  },
  wakeAt: { empty: absent, merge: keepOwn('wakeAt'), afterHandOver: 'redirect' },
  timerAt: { empty: absent, merge: keepOwn('timerAt'), afterHandOver: 'redirect' },
};
