// What an attribution model says about itself. A model is applied when it is asked for; orders keep their paths, so a new model
// also credits the orders of the past.
import type { Touchpoint } from '../../../schemas/facts.ts';

export interface AttributionModel<Name extends string = string> {
  name: Name;
  /**
   * The weight of each touch of a path, oldest first. Weights are whole and not negative; only their proportion means something,
   * so shares are exact.
   */
  credit(path: readonly Touchpoint[]): number[];
  /**
   * True: totals hold its credits, as the guard reads them each hour. Only what orders bring from then on is in totals, so a model
   * that should also credit the past is not kept, and computed from the orders.
   */
  kept: boolean;
  /** One sentence for people who choose a model. */
  words: string;
}
