// 30 / 40 / 30: the ends of a path count more than the touches between them.
import type { AttributionModel } from '../model.ts';

export const position: AttributionModel<'position'> = {
  name: 'position',
  // Two touches get 50 / 50, one gets all. Weights are multiplied by n - 2 to stay integers.
  credit: (path) =>
    path.length < 3
      ? path.map(() => 1)
      : path.map((_, i) => (i === 0 || i === path.length - 1 ? 30 * (path.length - 2) : 40)),
  kept: true,
  words: 'The first and the last touch get 30 percent each, those between them share 40.',
};
