// The last touch before an order gets all of it.
import type { AttributionModel } from '../model.ts';

export const last: AttributionModel<'last'> = {
  name: 'last',
  credit: (path) => path.map((_, i) => (i === path.length - 1 ? 1 : 0)),
  kept: true,
  words: 'The last touch gets the whole order.',
};
