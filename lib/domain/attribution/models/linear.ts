// All touches of a path share an order equally.
import type { AttributionModel } from '../model.ts';

export const linear: AttributionModel<'linear'> = {
  name: 'linear',
  credit: (path) => path.map(() => 1),
  kept: false,
  words: 'All touches share the order equally.',
};
