import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UNATTRIBUTED } from '../../../lib/domain/attribution/bucket.ts';
import {
  byChannel,
  creditsBy,
  type Dimension,
  type OrderPart,
} from '../../../lib/domain/attribution/credits.ts';
import { KEPT, MODELS, type ModelName, models } from '../../../lib/domain/attribution/models.ts';
import { inCurrency } from '../../../lib/domain/attribution/totals.ts';
import type { Touchpoint } from '../../../schemas/facts.ts';
import { ProgramSettings } from '../../../schemas/program.ts';

const HOUR = 3_600_000;
const touch = (hour: number, channel: string, more: Partial<Touchpoint> = {}): Touchpoint => ({
  at: hour * HOUR,
  channel,
  kind: 'click',
  ...more,
});
const PATH = [touch(1, 'email'), touch(2, 'sms'), touch(3, 'push'), touch(4, 'ads')];

/**
 * Percentages per touch for paths of one, two, three and four touches. Every model has its line, or this does not
 * compile.
 */
const PERCENTS: { [M in ModelName]: number[][] } = {
  last: [[100], [0, 100], [0, 0, 100], [0, 0, 0, 100]],
  first: [[100], [100, 0], [100, 0, 0], [100, 0, 0, 0]],
  linear: [[100], [50, 50], [100 / 3, 100 / 3, 100 / 3], [25, 25, 25, 25]],
  position: [[100], [50, 50], [30, 40, 30], [30, 20, 20, 30]],
};

const part = (path: Touchpoint[], micros = 100, more: Partial<OrderPart> = {}): OrderPart => ({
  path,
  revenue: { currency: 'EUR', micros },
  refunds: [],
  ...more,
});
const revenues = (orders: OrderPart[], model: ModelName, dimension: Dimension = byChannel) =>
  Object.fromEntries(
    [...creditsBy(orders, model, dimension)].map(([key, total]) => [
      key,
      Number(inCurrency(total, 'EUR').credits[model].revenue),
    ]),
  );

describe('attribution models', () => {
  test('every module in the folder is in the registry, under its own name', () => {
    const modules = readdirSync(new URL('../../../lib/domain/attribution/models', import.meta.url));
    expect(modules.map((file) => basename(file, '.ts')).sort()).toEqual([...MODELS].sort());
    for (const name of MODELS) expect(models[name].name).toBe(name);
  });

  test.each(MODELS)('%s gives each touch its share, in integer weights', (name) => {
    for (const [i, percents] of PERCENTS[name].entries()) {
      const weights = models[name].credit(PATH.slice(0, i + 1));
      expect(weights.every((weight) => Number.isSafeInteger(weight) && weight >= 0)).toBe(true);
      const sum = weights.reduce((a, b) => a + b, 0);
      expect(weights.map((weight) => (100 * weight) / sum)).toEqual(percents);
    }
    expect(models[name].credit([])).toEqual([]);
  });

  test('a model that a program may choose is kept in totals, because the guard reads it there', () => {
    const { model } = ProgramSettings.shape.attribution.unwrap().shape;
    expect(KEPT).toEqual(expect.arrayContaining(model.unwrap().options));
  });
});

describe('credits', () => {
  test('a channel that was touched twice gets both shares', () => {
    const twice = part([touch(1, 'email'), touch(2, 'sms'), touch(3, 'email')]);
    expect(revenues([twice], 'position')).toEqual({ email: 60, sms: 40 });
    expect(revenues([twice], 'linear')).toEqual({ email: 67, sms: 33 });
  });

  test('an order without a touch is unattributed', () => {
    for (const model of MODELS) expect(revenues([part([])], model)).toEqual({ [UNATTRIBUTED]: 100 });
  });

  test('a refund is shared out as its order was, even on a day without the order', () => {
    const order = part([touch(1, 'email'), touch(2, 'sms')]);
    const { revenue: _, ...refunded } = { ...order, refunds: [{ currency: 'EUR', micros: 5 }] };
    const credits = creditsBy([refunded], 'linear', byChannel);
    const figures = [...credits].map(([key, total]) => [key, inCurrency(total, 'EUR').credits.linear]);
    expect(figures).toEqual([
      ['email', { revenue: 0n, conversions: 0n, refunded: 3n, refunds: 500_000n }],
      ['sms', { revenue: 0n, conversions: 0n, refunded: 2n, refunds: 500_000n }],
    ]);
  });

  test('any dimension shares out the same order', () => {
    const path = [
      touch(1, 'email', { journey: 'welcome', step: 'hello', campaign: 'spring' }),
      touch(2, 'email', { journey: 'cart', step: 'remind' }),
      touch(3, 'ads', { campaign: 'spring' }),
    ];
    const orders = [part(path, 1000)];
    expect(revenues(orders, 'position', ({ journey = 'none' }) => journey)).toEqual({
      cart: 400,
      none: 300,
      welcome: 300,
    });
    expect(revenues(orders, 'linear', ({ campaign = 'none' }) => campaign)).toEqual({
      none: 333,
      spring: 667,
    });
  });

  test('an order stored with weights is credited by them; under a model that they lack it is unattributed', () => {
    const stored: OrderPart = {
      weights: { last: { sms: 1 }, linear: { email: 2, sms: 1 } },
      revenue: { currency: 'EUR', micros: 90 },
      refunds: [],
    };
    expect(revenues([stored], 'last')).toEqual({ sms: 90 });
    expect(revenues([stored], 'linear')).toEqual({ email: 60, sms: 30 });
    expect(revenues([stored], 'first')).toEqual({ [UNATTRIBUTED]: 90 });
  });
});
