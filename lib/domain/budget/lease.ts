// Leases (I5): a share of a budget that one instance of the sender may spend from memory until the lease ends.

/** As stored in the budget's item. */
export interface Lease {
  /** Of the budget, in its currency. */
  micros: number;
  /** What the lease may pay for, in the currency of the channel's price. */
  cost: number;
  /** Nothing may be taken from it at or after this time. */
  until: number;
  /** From then on every send it paid for has its record, so the unspent rest can be returned. */
  settleAfter: number;
}

/** No lease takes more than this part of what is left, so that other instances get a share. */
const SHARE = 64;

/**
 * How much of `left` to lease for a batch: the batch's cost, at most a 64th of what is left, but always enough for
 * one message. 0 when less than that is left.
 */
export function leaseSize(left: number, one: number, batch: number): number {
  if (left < one) return 0;
  return Math.max(one, Math.min(batch, Math.floor(left / SHARE)));
}

/** What a lease whose sends cost `spent` (in the price's currency) gives back, rounded so that it is never too much. */
export function unspentOf(lease: Lease, spent: number): number {
  if (lease.cost <= 0) return 0;
  const product = BigInt(lease.micros) * BigInt(lease.cost - spent);
  const cost = BigInt(lease.cost);
  const quotient = product / cost;
  // Division truncates towards zero. Below zero (a price above what was reserved) one more micro must stay held.
  return Number(product < 0n && quotient * cost !== product ? quotient - 1n : quotient);
}
