// Attribution models: how an order is shared out among the touchpoints before it. Weights are whole numbers, so shares
// are exact; only their proportion means something.
import type { Touchpoint } from '../../../schemas/facts.ts';

export const MODELS = ['last', 'position', 'first', 'linear'] as const;
export type Model = (typeof MODELS)[number];

/** Weight of each of n touchpoints, oldest first. */
const WEIGHTS: Record<Model, (n: number) => number[]> = {
  last: (n) => weights(n, (i) => (i === n - 1 ? 1 : 0)),
  first: (n) => weights(n, (i) => (i === 0 ? 1 : 0)),
  linear: (n) => weights(n, () => 1),
  // 30 / 40 / 30, the middle shared equally; two are 50 / 50, one is all. Times n - 2, to stay whole.
  position: (n) =>
    n < 3 ? weights(n, () => 1) : weights(n, (i) => (i === 0 || i === n - 1 ? 30 * (n - 2) : 40)),
};

const weights = (n: number, weight: (i: number) => number): number[] =>
  Array.from({ length: n }, (_, i) => weight(i));

export type ChannelWeights = Record<string, number>;

/** Weight per channel under each model, of touchpoints in order of time; none where there is no touchpoint. */
export function channelWeights(touchpoints: readonly Touchpoint[]): Record<Model, ChannelWeights> {
  const of = (model: Model): ChannelWeights => {
    const byChannel: ChannelWeights = {};
    const each = WEIGHTS[model](touchpoints.length);
    for (const [i, { channel }] of touchpoints.entries()) {
      const weight = each[i];
      if (weight) byChannel[channel] = (byChannel[channel] ?? 0) + weight;
    }
    return byChannel;
  };
  return { last: of('last'), position: of('position'), first: of('first'), linear: of('linear') };
}
