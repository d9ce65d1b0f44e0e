// The person's traits and related values of events. In a merge the survivor's values win, and missing ones are filled
// in.
import { absent, keepOwn, type Slices } from './slice.ts';

export const traits: Slices<'traits' | 'serverSet' | 'userId' | 'timeZone' | 'locale' | 'lastIp'> = {
  traits: {
    empty: () => ({}),
    // The first spread preserves the order of the survivor's traits.
    merge: (own, other) => ({ ...own.traits, ...other.traits, ...own.traits }),
    seals: (state, learn) => {
      for (const value of Object.values(state.traits)) learn(value);
    },
  },
  serverSet: {
    empty: () => [],
    merge: (own, other) => {
      const taken = other.serverSet.filter(
        (name) => Object.hasOwn(other.traits, name) && !Object.hasOwn(own.traits, name),
      );
      return [...new Set([...own.serverSet, ...taken])];
    },
  },
  userId: {
    empty: absent,
    merge: keepOwn('userId'),
    seals: ({ userId }, learn) => learn(userId),
  },
  timeZone: { empty: absent, merge: (own, other) => own.timeZone ?? other.timeZone },
  locale: { empty: absent, merge: (own, other) => own.locale ?? other.locale },
  lastIp: {
    empty: absent,
    merge: keepOwn('lastIp'),
    seals: ({ lastIp }, learn) => learn(lastIp),
  },
};
