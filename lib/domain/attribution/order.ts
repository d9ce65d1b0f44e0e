// An order in the books: the conversion that counts with its path of touches, its refunds, and every bucket it ever
// touched. All facts of an order meet here, so that duplicates, redeliveries and facts in any order end in the same
// rows.
//
// 1. The earliest accepted conversion counts, and so does the earliest accepted fact of each refund. Choosing is
//    commutative and idempotent.
// 2. A refund is debited as its order was credited, on the refund's own day; while the order is unknown it is
//    unattributed.
// 3. A fact's place is decided once, with the zone of that moment, and kept.
// 4. `touched` only grows: a bucket that the order left keeps an empty row, whose rank beats any late write of an older
//    version. The same holds for days.
// 5. An order whose rows were written before orders were listed by day is rewritten with its next fact, so the credits
//    of a model that is not kept are either in its rows or in its days, never in both.
import type { ConversionFact, RefundFact, Touchpoint } from '../../../schemas/facts.ts';
import { type Place, placeOf } from '../money/calendar.ts';
import { type Bucket, bucketKey, bucketOf, type Row } from './bucket.ts';
import { byChannel, type ChannelWeights, creditsBy, type OrderPart } from './credits.ts';
import { KEPT } from './models.ts';
import { addTotal, newTotal, type Total } from './totals.ts';

export interface Conversion {
  eventId: string;
  acceptedAt: number;
  index: number;
  revenue: number;
  currency: string;
  /** The touches before the order, oldest first. */
  path?: Touchpoint[];
  /** By model, in orders that were stored before paths existed. */
  weights?: Record<string, ChannelWeights>;
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
  /** Absent in orders that were stored before orders were listed by day. */
  listed?: true;
}

export const newOrder = (): Order => ({ refunds: [], touched: [] });

/** The order after one of its facts; the identical object if nothing needs to be written. */
export function takeFact(order: Order, fact: ConversionFact | RefundFact, timeZone: string): Order {
  const next =
    fact.type === 'conversion' ? withConversion(order, fact, timeZone) : withRefund(order, fact, timeZone);
  if (next === order && order.listed) return order;
  const touched = [...new Set([...order.touched, ...sharesOf(next).keys()])].sort();
  return { ...next, touched, listed: true };
}

function withConversion(order: Order, fact: ConversionFact, timeZone: string): Order {
  const { eventId, acceptedAt, index, revenue, currency, touchpoints: path } = fact;
  const conversion: Conversion = {
    ...{ eventId, acceptedAt, index, revenue, currency, path },
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

/**
 * Whether `a` was accepted earlier. Between facts accepted at the same position, the content decides, so that the order
 * of arrival never does. A conversion with its path precedes the same one with weights alone, because a redelivery
 * brings the path.
 */
function isEarlier<T extends Conversion | Refund>(a: T, b: T): boolean {
  if (a.acceptedAt !== b.acceptedAt) return a.acceptedAt < b.acceptedAt;
  if ('index' in a && 'index' in b && a.index !== b.index) return a.index < b.index;
  return JSON.stringify(withoutPlace(a)) < JSON.stringify(withoutPlace(b));
}
/** A place follows from the time and the zone of its moment, so it must not make a fact differ from itself. */
const withoutPlace = (part: Conversion | Refund): unknown => ({ ...part, place: undefined });

/** One row for every bucket the order ever touched; empty where it no longer has a share. */
export function rowsOf(orderId: string, order: Order, version: number): { bucket: Bucket; row: Row }[] {
  const shares = sharesOf(order);
  return order.touched.map((key) => ({
    bucket: bucketOf(key),
    row: { id: `order/${orderId}`, rank: [version, 0], total: shares.get(key) ?? newTotal() },
  }));
}

/** The part of the order in each day it ever touched; empty where it no longer has one. */
export function daysOf(order: Order): Map<string, OrderPart> {
  const parts = partsOf(order, ({ day }) => day);
  const days = new Set(order.touched.map((key) => bucketOf(key).day));
  return new Map([...days].map((day) => [day, parts.get(day) ?? { refunds: [] }]));
}

/** The order's total in each bucket, by the bucket's key. */
function sharesOf(order: Order): Map<string, Total> {
  const shares = new Map<string, Total>();
  for (const [place, part] of partsOf(order, (place) => bucketKey({ ...place, channel: '' })))
    for (const model of KEPT)
      for (const [channel, total] of creditsBy([part], model, byChannel)) {
        const key = `${place}${channel}`;
        const share = shares.get(key);
        if (share) addTotal(share, total);
        else shares.set(key, total);
      }
  return shares;
}

function partsOf({ conversion, refunds }: Order, keyOf: (place: Place) => string): Map<string, OrderPart> {
  const parts = new Map<string, OrderPart>();
  const partAt = (place: Place): OrderPart => {
    const part = parts.get(keyOf(place)) ?? { ...attributedOf(conversion), refunds: [] };
    parts.set(keyOf(place), part);
    return part;
  };
  if (conversion) {
    const { currency, revenue: micros } = conversion;
    partAt(conversion.place).revenue = { currency, micros };
  }
  for (const { place, currency, amount: micros } of refunds) partAt(place).refunds.push({ currency, micros });
  return parts;
}

function attributedOf({ path, weights }: Partial<Conversion> = {}): Pick<OrderPart, 'path' | 'weights'> {
  if (path) return { path };
  return weights ? { weights } : {};
}
