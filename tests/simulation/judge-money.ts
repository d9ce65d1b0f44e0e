// I5: provider calls never cost more than the amount in force.
import type { Evidence } from './evidence.ts';
import { couldBeAccepted } from './judge-sends.ts';
import { PRICES } from './programs.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Berlin in winter, when everything happens; its days are the budgets' periods. */
const dayOf = (at: number): number => Math.floor((at + HOUR_MS) / DAY_MS);

export function* judgeMoney(evidence: Evidence): Generator<string> {
  for (const [channel, price] of Object.entries(PRICES)) {
    const spent = new Map<number, number>();
    const calls = evidence.calls.filter((call) => call.channel === channel && couldBeAccepted(call));
    for (const call of calls.sort((a, b) => a.at - b.at)) {
      const day = dayOf(call.at);
      // Around midnight it is not visible from outside which day paid.
      if (dayOf(call.since - 1_000) !== day) continue;
      const sum = (spent.get(day) ?? 0) + price;
      spent.set(day, sum);
      const limit = highest(evidence, channel, day, call.at);
      if (sum > limit)
        yield `I5 ${channel} spent ${sum} of at most ${limit} by ${new Date(call.at).toISOString()}`;
    }
  }
}

/** Money held by crashed processes was returned: in the end budgets hold what sends cost, and no more. */
export function* judgeReconciliation(evidence: Evidence): Generator<string> {
  for (const channel of Object.keys(PRICES)) {
    const own = evidence.held.filter(({ budget }) => budget === channel);
    if (own.some(({ leases }) => leases > 0)) yield `I5 a lease of ${channel} was never settled`;
    const held = own.reduce((sum, { micros }) => sum + micros, 0);
    const cost = evidence.sends
      .filter((record) => record.channel === channel && 'cost' in record && record.lease)
      .reduce((sum, record) => sum + ('cost' in record ? record.cost.micros : 0), 0);
    if (held !== cost) yield `I5 ${channel} holds ${held} for sends that cost ${cost}`;
  }
}

/** The highest amount in force in the day so far: what was granted under it may still be spent. */
function highest(evidence: Evidence, channel: string, day: number, until: number): number {
  let limit = 0;
  for (const [i, { at, amounts }] of evidence.releases.entries()) {
    const next = evidence.releases[i + 1]?.at ?? Number.POSITIVE_INFINITY;
    // An instance follows the pointer within a few seconds.
    if (at <= until && dayOf(next + 60_000) >= day) limit = Math.max(limit, amounts[channel] ?? 0);
  }
  return limit;
}
