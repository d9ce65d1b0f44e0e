// The contract of an attribution model. A model is applied when a report asks for it; orders keep their paths, so a new
// model also credits past orders.
import type { Touchpoint } from '../../../schemas/facts.ts';

export interface AttributionModel<Name extends string = string> {
  name: Name;
  /**
   * The weight of each touch of a path, oldest first. Weights are non-negative integers and only their ratio matters,
   * so shares are exact.
   */
  credit(path: readonly Touchpoint[]): number[];
  /**
   * True: totals store its credits, because the guard reads them each hour. Totals contain only orders from then on, so
   * a model that should also credit the past is not kept but computed from the orders.
   */
  kept: boolean;
  /** One sentence for people who choose a model. */
  words: string;
}
