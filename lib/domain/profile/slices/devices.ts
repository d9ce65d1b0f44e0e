// The devices that push reaches; the newest is last.
import type { Slices } from './slice.ts';

export const devices: Slices<'devices'> = {
  devices: {
    empty: () => [],
    merge: (own, other) => {
      const tokens = new Set(own.devices.map((device) => device.token.$sealed.h));
      return [...other.devices.filter((device) => !tokens.has(device.token.$sealed.h)), ...own.devices];
    },
    seals: (state, learn) => {
      for (const device of state.devices) learn(device.token);
    },
  },
};
