import { describe, expect, test } from 'vitest';
import { channelWeights } from '../../../lib/domain/attribution/weights.ts';
import type { Touchpoint } from '../../../schemas/facts.ts';

const HOUR = 3_600_000;
const touch = (hour: number, channel: string, kind: Touchpoint['kind'] = 'click'): Touchpoint => ({
  at: hour * HOUR,
  channel,
  kind,
});

/** Percent of an order per channel. */
const percent = (weights: Record<string, number>) => {
  const sum = Object.values(weights).reduce((a, b) => a + b, 0);
  return Object.fromEntries(
    Object.entries(weights).map(([channel, weight]) => [channel, (100 * weight) / sum]),
  );
};

describe('attribution weights', () => {
  const path = [touch(1, 'email'), touch(2, 'sms'), touch(3, 'push'), touch(4, 'ads')];

  test('position gives 30 to the first, 40 to the middle, 30 to the last', () => {
    expect(percent(channelWeights(path).position)).toEqual({ email: 30, sms: 20, push: 20, ads: 30 });
    expect(percent(channelWeights(path.slice(0, 3)).position)).toEqual({ email: 30, sms: 40, push: 30 });
  });
  test('position halves two touches and gives all to one', () => {
    expect(percent(channelWeights(path.slice(0, 2)).position)).toEqual({ email: 50, sms: 50 });
    expect(percent(channelWeights(path.slice(0, 1)).position)).toEqual({ email: 100 });
  });
  test('a channel that was touched twice gets both shares', () => {
    const twice = [touch(1, 'email'), touch(2, 'sms'), touch(3, 'email')];
    expect(percent(channelWeights(twice).position)).toEqual({ email: 60, sms: 40 });
    expect(percent(channelWeights(twice).linear)).toEqual({ email: (100 * 2) / 3, sms: 100 / 3 });
  });
  test('last and first take one end whole', () => {
    expect(percent(channelWeights(path).last)).toEqual({ ads: 100 });
    expect(percent(channelWeights(path).first)).toEqual({ email: 100 });
  });
  test('without a touchpoint nobody is credited', () => {
    expect(channelWeights([])).toEqual({ last: {}, position: {}, first: {}, linear: {} });
  });
});
