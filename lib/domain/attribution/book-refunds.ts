// How much of an order's refunds is booked: in the order of their acceptance, until nothing of the order is left.
import type { Place } from '../money/calendar.ts';
import type { Amount } from './credits.ts';
import type { Refund } from './order.ts';
import type { Unread } from './unread.ts';

export type Placed<T> = T & { place: Place };

export interface BookedRefunds {
  booked: Placed<Amount>[];
  unread: Placed<Unread>[];
}

/** `worth`: what the order amounts to, where it is known. */
export function bookRefunds(
  refunds: readonly Refund[],
  worth: Amount | undefined,
  isKnown: boolean,
): BookedRefunds {
  const book: BookedRefunds = { booked: [], unread: [] };
  let left = worth?.micros ?? 0;
  for (const refund of refunds.toSorted(byAcceptance)) {
    if (isKnown) left -= bookOne(book, refund, { currency: worth?.currency, left });
    else bookUnknown(book, refund);
  }
  return book;
}

const byAcceptance = (a: Refund, b: Refund): number => a.acceptedAt - b.acceptedAt || (a.id < b.id ? -1 : 1);

/** Its order may have been placed before there were books, so it is booked if it says all, and shown either way. */
function bookUnknown({ booked, unread }: BookedRefunds, { amount, currency, place }: Refund): void {
  const whole = amount !== undefined && currency ? { currency, micros: amount } : undefined;
  if (whole) booked.push({ place, ...whole });
  unread.push({ place, reason: 'unknown-order', ...(whole && { amount: whole }) });
}

/** Returns how much of what is left of the order it took. */
function bookOne(
  { booked, unread }: BookedRefunds,
  { amount, currency, place }: Refund,
  order: { currency: string | undefined; left: number },
): number {
  const own = currency ?? order.currency;
  // Two currencies are never compared: the refund is booked in its own.
  if (amount !== undefined && own && order.currency && own !== order.currency) {
    booked.push({ place, currency: own, micros: amount });
    return 0;
  }
  const micros = Math.min(amount ?? order.left, order.left);
  if (order.currency && (micros > 0 || amount === 0))
    booked.push({ place, currency: order.currency, micros });
  const excess = (amount ?? 0) - micros;
  if (excess > 0)
    unread.push({ place, reason: 'above-order', ...(own && { amount: { currency: own, micros: excess } }) });
  return micros;
}
