// Every part of a profile's state, in the order in which stored bodies hold them. What makes, merges, hands over or looks through
// a whole state loops over these. A new part is a line in ProfileState, a slice and its place here.
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
