import { describe, expect, test } from 'vitest';
import {
  collectTouchpoint,
  pruneTouchpoints,
  touchpointsFor,
} from '../../../lib/domain/attribution/touchpoints.ts';
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

describe('touchpoints of an order', () => {
  test('are those within the window before it, ends included, in order of time', () => {
    const all = [touch(30, 'late'), touch(24, 'b'), touch(0, 'a'), touch(-1, 'old')];
    expect(touchpointsFor(all, 24 * HOUR, 24 * HOUR).map((t) => t.channel)).toEqual(['a', 'b']);
  });
  test('a send alone is none unless the program says so', () => {
    const all = [touch(1, 'sms', 'send'), touch(2, 'email')];
    expect(touchpointsFor(all, 3 * HOUR, HOUR * 24).map((t) => t.channel)).toEqual(['email']);
    expect(touchpointsFor(all, 3 * HOUR, HOUR * 24, true).map((t) => t.channel)).toEqual(['sms', 'email']);
  });
  test('one that comes late takes its place in time', () => {
    expect(collectTouchpoint([touch(1, 'a'), touch(3, 'c')], touch(2, 'b')).map((t) => t.channel)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
  test('pruning keeps what a late order can still reach', () => {
    const kept = pruneTouchpoints(
      [touch(0, 'gone'), touch(1, 'edge'), touch(40, 'new')],
      49 * HOUR,
      24 * HOUR,
    );
    expect(kept.map((t) => t.channel)).toEqual(['edge', 'new']);
  });
  test('of too many the first and the newest stay', () => {
    const many = Array.from({ length: 100 }, (_, i) => touch(i / 100, `c${i}`));
    const kept = pruneTouchpoints(many, HOUR, 24 * HOUR).map((t) => t.channel);
    expect(kept).toHaveLength(40);
    expect([kept[0], kept[1], kept[39]]).toEqual(['c0', 'c61', 'c99']);
  });
});
