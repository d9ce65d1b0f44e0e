// The first touch of an order's path gets all of it.
import type { AttributionModel } from '../model.ts';

export const first: AttributionModel<'first'> = {
  name: 'first',
  credit: (path) => path.map((_, i) => (i === 0 ? 1 : 0)),
  kept: false,
  words: 'The first touch gets the whole order.',
};
