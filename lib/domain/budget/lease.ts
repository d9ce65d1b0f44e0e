// Leases (I5): a share of a budget that one instance of the sender may spend from memory until the lease ends.

/** As the budget's item keeps it. */
export interface Lease {
  /** Of the budget, in its currency. */
  micros: number;
  /** What may be spent for it, in the currency of the channel's price. */
  cost: number;
  /** Nothing is taken from it at or after this time. */
  until: number;
  /** From then on every send it paid for has its record, so what it did not spend can go back. */
  settleAfter: number;
}

/** No lease takes more than this part of what is left, so that instances share the rest. */
const SHARE = 64;

/**
 * How much of `left` to lease for a batch: what it costs, at most a 64th of what is left, but always enough for one
 * message. 0: not even that is left.
 */
export function leaseSize(left: number, one: number, batch: number): number {
  if (left < one) return 0;
  return Math.max(one, Math.min(batch, Math.floor(left / SHARE)));
}

/** What goes back of a lease whose sends cost `spent` (in the price's currency): rounded so that never too much does. */
export function unspentOf(lease: Lease, spent: number): number {
  if (lease.cost <= 0) return 0;
  const product = BigInt(lease.micros) * BigInt(lease.cost - spent);
  const cost = BigInt(lease.cost);
  const quotient = product / cost;
  // Division cuts towards zero: below it (a price above what was reserved) one more must stay held.
  return Number(product < 0n && quotient * cost !== product ? quotient - 1n : quotient);
}
