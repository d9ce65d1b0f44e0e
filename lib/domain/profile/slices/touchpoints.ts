// Touchpoints that may have led to an order.
import { addTouchpoint } from '../../attribution/touchpoints.ts';
import type { Slices } from './slice.ts';

export const touchpoints: Slices<'touchpoints'> = {
  touchpoints: {
    empty: () => [],
    merge: (own, other) => {
      const merged = { touchpoints: own.touchpoints };
      for (const touch of other.touchpoints) addTouchpoint(merged, touch);
      return merged.touchpoints;
    },
  },
};
