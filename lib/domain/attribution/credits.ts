// Credits computed from orders' paths, under any model and by any dimension. Each amount is split separately by largest
// remainder, so the credits sum to it exactly, to the micro.
import type { Touchpoint } from '../../../schemas/facts.ts';
import { split } from '../money/split.ts';
import { UNATTRIBUTED } from './bucket.ts';
import { type ModelName, models } from './models.ts';
import { type Credit, inCurrency, newTotal, type Total, WHOLE } from './totals.ts';
import { NO_CURRENCY, type Unread, unreadKey } from './unread.ts';

export type ChannelWeights = Record<string, number>;

/**
 * How an order is credited: by its path, or by its channels' weights per model if it was stored before paths existed.
 */
export interface Attributed {
  path?: readonly Touchpoint[];
  weights?: Readonly<Record<string, ChannelWeights>>;
}

export interface Amount {
  currency: string;
  micros: number;
}

/** The part of an order in one place or day. Without `revenue`, the order was placed elsewhere or is unknown. */
export interface OrderPart extends Attributed {
  revenue?: Amount;
  refunds: Amount[];
  /** What could not be booked. */
  unread?: Unread[];
}

/** A touch as far as credits distinguish touches. Weights without a path identify only the channel. */
export type Credited = Omit<Touchpoint, 'at' | 'kind'>;
/** The key that a touch is credited under. */
export type Dimension = (touch: Credited) => string;

export const byChannel: Dimension = ({ channel }) => channel;

/**
 * Credits of a model by the dimension's key; UNATTRIBUTED where an order has no path. What could not be booked is under
 * the key of its reason, as if it were a refund.
 */
export function creditsBy(
  orders: Iterable<OrderPart>,
  model: ModelName,
  dimension: Dimension,
): Map<string, Total> {
  const credits = new Map<string, Total>();
  const creditAt = (key: string, currency: string): Credit => {
    const total = credits.get(key) ?? newTotal();
    credits.set(key, total);
    return inCurrency(total, currency).credits[model];
  };
  for (const order of orders) {
    const weights = weightsOf(order, model, dimension);
    if (order.revenue)
      for (const { key, micros, count } of shareOut(order.revenue, weights)) {
        const credit = creditAt(key, order.revenue.currency);
        credit.revenue += micros;
        credit.conversions += count;
      }
    for (const refund of order.refunds)
      for (const { key, micros, count } of shareOut(refund, weights)) {
        const credit = creditAt(key, refund.currency);
        credit.refunded += micros;
        credit.refunds += count;
      }
    for (const { reason, amount } of order.unread ?? []) {
      const credit = creditAt(unreadKey(reason), amount?.currency ?? NO_CURRENCY);
      credit.refunded += BigInt(amount?.micros ?? 0);
      credit.refunds += WHOLE;
    }
  }
  return credits;
}

/** Keys without weight are omitted: nothing is credited to them. */
function weightsOf(order: Attributed, model: ModelName, dimension: Dimension): Map<string, number> {
  const weights = new Map<string, number>();
  const add = (touch: Credited, weight: number): void => {
    const key = dimension(touch);
    if (weight) weights.set(key, (weights.get(key) ?? 0) + weight);
  };
  if (order.path) {
    const each = models[model].credit(order.path);
    for (const [i, touch] of order.path.entries()) add(touch, each[i] ?? 0);
  } else {
    for (const [channel, weight] of Object.entries(order.weights?.[model] ?? {})) add({ channel }, weight);
  }
  return weights;
}

interface Share {
  key: string;
  micros: bigint;
  /** Share of the one order or refund, in millionths. */
  count: bigint;
}

/** Keys sorted by name, so that ties resolve the same everywhere. */
function shareOut({ micros }: Amount, weights: ReadonlyMap<string, number>): Share[] {
  if (weights.size === 0) return [{ key: UNATTRIBUTED, micros: BigInt(micros), count: WHOLE }];
  const sorted = [...weights].sort(([a], [b]) => (a < b ? -1 : 1));
  const each = sorted.map(([, weight]) => weight);
  const amounts = split(BigInt(micros), each);
  const counts = split(WHOLE, each);
  return sorted.map(([key], i) => ({ key, micros: amounts[i] ?? 0n, count: counts[i] ?? 0n }));
}
