// An order as money sees it: the conversion that counts, its refunds, and every bucket it ever lay in. All facts of an
// order meet here, so that duplicates, redeliveries and facts in any order end in the same rows.
//
// 1. The conversion that counts is the earliest accepted; so is each refund's. Choosing is commutative and idempotent.
// 2. A refund is debited to the order's channels by the order's weights, on the refund's own day; while the order is
//    unknown it is unattributed.
// 3. Where a fact lies (its place) is decided once, with the zone of that moment, and kept.
// 4. `touched` only grows: a bucket left by the order keeps an empty row, whose rank beats any late write of an older one.
import type { ConversionFact, RefundFact } from '../../../schemas/facts.ts';
import { type Place, placeOf } from '../money/calendar.ts';
import { split } from '../money/split.ts';
import { type Bucket, bucketKey, bucketOf, type Row, UNATTRIBUTED } from './bucket.ts';
import { type Credit, inCurrency, newTotal, type Total, WHOLE } from './totals.ts';
import { type ChannelWeights, channelWeights, MODELS, type Model } from './weights.ts';

export interface Conversion {
  eventId: string;
  acceptedAt: number;
  index: number;
  revenue: number;
  currency: string;
  weights: Record<Model, ChannelWeights>;
  place: Place;
}

export interface Refund {
  id: string;
  acceptedAt: number;
  at: number;
  amount: number;
  currency: string;
  place: Place;
}

export interface Order {
  conversion?: Conversion;
  refunds: Refund[];
  /** Keys of buckets. */
  touched: string[];
}

export const newOrder = (): Order => ({ refunds: [], touched: [] });

/** The order after a fact of it; the very same object where the fact changes nothing. */
export function takeFact(order: Order, fact: ConversionFact | RefundFact, timeZone: string): Order {
  const next =
    fact.type === 'conversion' ? withConversion(order, fact, timeZone) : withRefund(order, fact, timeZone);
  if (next === order) return order;
  return { ...next, touched: [...new Set([...order.touched, ...sharesOf(next).keys()])].sort() };
}

function withConversion(order: Order, fact: ConversionFact, timeZone: string): Order {
  const { eventId, acceptedAt, index, revenue, currency } = fact;
  const conversion: Conversion = {
    ...{ eventId, acceptedAt, index, revenue, currency },
    weights: channelWeights(fact.touchpoints),
    place: placeOf(fact.at, timeZone),
  };
  if (order.conversion && !isEarlier(conversion, order.conversion)) return order;
  return { ...order, conversion };
}

function withRefund(order: Order, fact: RefundFact, timeZone: string): Order {
  const { refundId: id, acceptedAt, at, amount, currency } = fact;
  const refund: Refund = { id, acceptedAt, at, amount, currency, place: placeOf(at, timeZone) };
  const known = order.refunds.find((other) => other.id === id);
  if (known && !isEarlier(refund, known)) return order;
  const refunds = [...order.refunds.filter((other) => other !== known), refund];
  return { ...order, refunds: refunds.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** Earlier accepted; of facts accepted at the same place in time the content decides, so that order of arrival never does. */
function isEarlier<T extends Conversion | Refund>(a: T, b: T): boolean {
  if (a.acceptedAt !== b.acceptedAt) return a.acceptedAt < b.acceptedAt;
  if ('index' in a && 'index' in b && a.index !== b.index) return a.index < b.index;
  return JSON.stringify(withoutPlace(a)) < JSON.stringify(withoutPlace(b));
}
/** A place follows from the time and the zone of its moment: it is no reason to prefer a fact over itself. */
const withoutPlace = (part: Conversion | Refund): unknown => ({ ...part, place: undefined });

/** One row for every bucket the order ever touched; empty where it no longer lies. */
export function rowsOf(orderId: string, order: Order, version: number): { bucket: Bucket; row: Row }[] {
  const shares = sharesOf(order);
  return order.touched.map((key) => ({
    bucket: bucketOf(key),
    row: { id: `order/${orderId}`, rank: [version, 0], total: shares.get(key) ?? newTotal() },
  }));
}

function sharesOf({ conversion, refunds }: Order): Map<string, Total> {
  const shares = new Map<string, Total>();
  const share = (place: Place, channel: string): Total => {
    const key = bucketKey({ ...place, channel });
    const total = shares.get(key) ?? newTotal();
    shares.set(key, total);
    return total;
  };
  for (const model of MODELS) {
    const weights = conversion?.weights[model] ?? {};
    const credit = (place: Place, currency: string, amount: number, add: Crediting): void => {
      const parts = shareOut(BigInt(amount), weights);
      for (const [channel, part, whole] of parts)
        add(inCurrency(share(place, channel), currency).credits[model], part, whole);
    };
    if (conversion) credit(conversion.place, conversion.currency, conversion.revenue, addRevenue);
    for (const refund of refunds) credit(refund.place, refund.currency, refund.amount, addRefund);
  }
  return shares;
}

type Crediting = (credit: Credit, amount: bigint, count: bigint) => void;
const addRevenue: Crediting = (credit, amount, count) => {
  credit.revenue += amount;
  credit.conversions += count;
};
const addRefund: Crediting = (credit, amount, count) => {
  credit.refunded += amount;
  credit.refunds += count;
};

/** Channel, its part of the amount, its part of the one order. Channels in order of name, so ties fall alike everywhere. */
function shareOut(amount: bigint, weights: ChannelWeights): [string, bigint, bigint][] {
  const channels = Object.keys(weights).sort();
  if (channels.length === 0) return [[UNATTRIBUTED, amount, WHOLE]];
  const each = channels.map((channel) => weights[channel] ?? 0);
  const amounts = split(amount, each);
  const counts = split(WHOLE, each);
  return channels.map((channel, i) => [channel, amounts[i] ?? 0n, counts[i] ?? 0n]);
}
