// An order in the books: the conversion that counts with its path of touches, its refunds, and every bucket it ever
// touched. All facts of an order meet here, so that duplicates, redeliveries and facts in any order end in the same
// rows.
//
// 1. The earliest accepted conversion counts, with the amount of the last accepted conversion or correction; so does the
//    earliest accepted fact of each refund. Choosing is commutative and idempotent.
// 2. Refunds are booked in the order of their acceptance, each on its own day, and no more of them than the order
//    amounts to (book-refunds.ts). They are debited as the order was credited; while it is unknown, unattributed.
// 3. A fact's place is decided once, with the zone of that moment, and kept.
// 4. `touched` only grows: a bucket that the order left keeps an empty row, whose rank beats any late write of an older
//    version. The same holds for days.
// 5. An order whose rows were written before orders were listed by day is rewritten with its next fact, so the credits
//    of a model that is not kept are either in its rows or in its days, never in both.
import type { ConversionFact, CorrectionFact, RefundFact, Touchpoint } from '../../../schemas/facts.ts';
import { type Place, placeOf } from '../money/calendar.ts';
import { bookRefunds, type Placed } from './book-refunds.ts';
import { type Bucket, bucketKey, bucketOf, type Row } from './bucket.ts';
import { type Amount, byChannel, type ChannelWeights, creditsBy, type OrderPart } from './credits.ts';
import { KEPT } from './models.ts';
import { addTotal, newTotal, type Total } from './totals.ts';
import type { Unread } from './unread.ts';

export interface Conversion {
  eventId: string;
  acceptedAt: number;
  index: number;
  /** Absent while its amount is still to come. */
  revenue?: number;
  currency: string;
  /** Nobody named the currency: it is the program's. */
  assumed?: true;
  /** The touches before the order, oldest first. */
  path?: Touchpoint[];
  /** By model, in orders that were stored before paths existed. */
  weights?: Record<string, ChannelWeights>;
  place: Place;
}

/** An amount that replaces the conversion's own. */
export interface Correction {
  eventId: string;
  acceptedAt: number;
  index: number;
  revenue: number;
  /** Absent: the conversion's. */
  currency?: string;
  place: Place;
}

export interface Refund {
  id: string;
  acceptedAt: number;
  at: number;
  /** Absent: the rest of the order. */
  amount?: number;
  /** Absent: the order's. */
  currency?: string;
  place: Place;
}

export interface Order {
  conversion?: Conversion;
  /** The last accepted amount, where it is not the conversion's own. */
  correction?: Correction;
  refunds: Refund[];
  /** Keys of buckets. */
  touched: string[];
  /** Absent in orders that were stored before orders were listed by day. */
  listed?: true;
}

export const newOrder = (): Order => ({ refunds: [], touched: [] });

export type OrderFact = ConversionFact | CorrectionFact | RefundFact;

/** The order after one of its facts; the identical object if nothing needs to be written. */
export function takeFact(order: Order, fact: OrderFact, timeZone: string): Order {
  const next = withFact(order, fact, placeOf(fact.at, timeZone));
  if (next === order && order.listed) return order;
  const touched = [...new Set([...order.touched, ...sharesOf(next).keys()])].sort();
  return { ...next, touched, listed: true };
}

function withFact(order: Order, fact: OrderFact, place: Place): Order {
  switch (fact.type) {
    case 'conversion':
      return withConversion(order, fact, place);
    case 'correction': {
      const { eventId, acceptedAt, index, revenue, currency } = fact;
      const named = currency ? { currency } : {};
      return withAmount(order, { eventId, acceptedAt, index, revenue, ...named, place });
    }
    case 'refund':
      return withRefund(order, fact, place);
    default:
      return fact satisfies never;
  }
}

function withConversion(order: Order, fact: ConversionFact, place: Place): Order {
  const { eventId, acceptedAt, index, revenue, currency, assumed, touchpoints: path } = fact;
  const conversion: Conversion = {
    ...{ eventId, acceptedAt, index },
    ...(revenue === undefined ? {} : { revenue }),
    ...{ currency, ...(assumed && { assumed }), path, place },
  };
  const { conversion: known } = order;
  const earliest = known && !isEarlier(conversion, known) ? known : conversion;
  const next = earliest === known ? order : { ...order, conversion: earliest };
  return [known, conversion].reduce((all, each) => withAmount(all, each && amountOf(each)), next);
}

/** The order with the amount, if it was accepted last of those known. */
function withAmount(order: Order, amount: Correction | undefined): Order {
  const { correction, conversion } = order;
  const own = conversion && amountOf(conversion);
  const last = [own, correction, amount].reduce((a, b) => (!a || (b && isEarlier(a, b)) ? b : a));
  if (last === correction) return order;
  const { correction: _, ...rest } = order;
  if (!last || (own && !isEarlier(own, last))) return correction ? rest : order;
  return { ...rest, correction: last };
}

/** A conversion's own amount, as one that could replace another's. */
function amountOf({ revenue, currency, assumed, ...conversion }: Conversion): Correction | undefined {
  if (revenue === undefined) return undefined;
  const { eventId, acceptedAt, index, place } = conversion;
  return { eventId, acceptedAt, index, revenue, ...(assumed ? {} : { currency }), place };
}

function withRefund(order: Order, fact: RefundFact, place: Place): Order {
  const { refundId: id, acceptedAt, at, amount, currency } = fact;
  const worth = { ...(amount !== undefined && { amount }), ...(currency && { currency }) };
  const refund: Refund = { id, acceptedAt, at, ...worth, place };
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
function isEarlier<T extends Conversion | Correction | Refund>(a: T, b: T): boolean {
  if (a.acceptedAt !== b.acceptedAt) return a.acceptedAt < b.acceptedAt;
  if ('index' in a && 'index' in b && a.index !== b.index) return a.index < b.index;
  return JSON.stringify(withoutPlace(a)) < JSON.stringify(withoutPlace(b));
}
/** A place follows from the time and the zone of its moment, so it must not make a fact differ from itself. */
const withoutPlace = (part: Conversion | Correction | Refund): unknown => ({ ...part, place: undefined });

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

function partsOf(order: Order, keyOf: (place: Place) => string): Map<string, OrderPart> {
  const parts = new Map<string, OrderPart>();
  const partAt = (place: Place): OrderPart => {
    const part = parts.get(keyOf(place)) ?? { ...attributedOf(order.conversion), refunds: [] };
    parts.set(keyOf(place), part);
    return part;
  };
  const { conversion } = order;
  const worth = worthOf(order);
  if (conversion && worth) partAt(conversion.place).revenue = worth;
  const { booked, unread } = bookRefunds(order.refunds, worth, conversion !== undefined);
  for (const { place, currency, micros } of booked) partAt(place).refunds.push({ currency, micros });
  for (const { place, ...rest } of [...unread, ...unreadOrder(order)]) {
    const part = partAt(place);
    part.unread = [...(part.unread ?? []), rest];
  }
  return parts;
}

/** What the order amounts to now, as far as it is known. */
function worthOf({ conversion, correction }: Order): Amount | undefined {
  const micros = correction?.revenue ?? conversion?.revenue;
  if (!conversion || micros === undefined) return undefined;
  return { currency: correction?.currency ?? conversion.currency, micros };
}

function unreadOrder({ conversion, correction }: Order): Placed<Unread>[] {
  if (!conversion)
    return correction
      ? [{ place: correction.place, reason: 'unknown-order', ...unreadAmount(correction) }]
      : [];
  const missing = correction === undefined && conversion.revenue === undefined;
  return missing ? [{ place: conversion.place, reason: 'no-amount' }] : [];
}

const unreadAmount = ({ currency, revenue }: Correction): Pick<Unread, 'amount'> =>
  currency ? { amount: { currency, micros: revenue } } : {};

function attributedOf({ path, weights }: Partial<Conversion> = {}): Pick<OrderPart, 'path' | 'weights'> {
  if (path) return { path };
  return weights ? { weights } : {};
}
