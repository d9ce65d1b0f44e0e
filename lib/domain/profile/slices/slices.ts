// Every slice of a profile's state, in the order of stored bodies. Code that creates, merges, hands over or scans a
// whole state loops over these. A new slice is a field of ProfileState, a module and a line here.
import type { ProfileState } from '../state.ts';
import { commit } from './commit.ts';
import { consent } from './consent.ts';
import { counters } from './counters.ts';
import { devices } from './devices.ts';
import { journeys } from './journeys.ts';
import { links } from './links.ts';
import { preferences } from './preferences.ts';
import { seen } from './seen.ts';
import { self } from './self.ts';
import type { Slices } from './slice.ts';
import { suppression } from './suppression.ts';
import { touchpoints } from './touchpoints.ts';
import { traits } from './traits.ts';

export const slices: Slices<keyof ProfileState> = {
  ...self,
  ...traits,
  ...devices,
  ...consent,
  ...suppression,
  ...counters,
  ...journeys,
  ...touchpoints,
  ...links,
  ...preferences,
  ...seen,
  ...commit,
};

export const parts = Object.keys(slices) as (keyof ProfileState)[];
