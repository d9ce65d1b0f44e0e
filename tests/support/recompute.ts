// An independent computation from all facts at once: the judge of money's property tests. Shares no code with what it
// judges.
import { UNATTRIBUTED } from '../../lib/domain/attribution/bucket.ts';
import type { ConversionFact, CorrectionFact, Fact, Touchpoint } from '../../schemas/facts.ts';

export const ZONE = 'Europe/Berlin';

export interface Line {
  revenue: number;
  conversions: number;
  refunded: number;
  refunds: number;
  outside: number;
  sendCost: number;
  sends: number;
}
export type Book = Map<string, Line>;

const dayOf = (at: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(at);
const sorted = <T>(items: readonly T[], key: (item: T) => (number | string)[]): T[] =>
  items.toSorted((a, b) => {
    const [ka, kb] = [key(a), key(b)];
    const i = ka.findIndex((part, j) => part !== kb[j]);
    return i < 0 ? 0 : ka[i]! < kb[i]! ? -1 : 1;
  });
const least = <T>(items: readonly T[], key: (item: T) => (number | string)[]): T | undefined =>
  sorted(items, key)[0];
const accepted = (f: ConversionFact | CorrectionFact) => [f.acceptedAt, f.index, f.eventId];
const groups = <T>(items: T[], key: (item: T) => string) => [...Map.groupBy(items, key).values()];

/** The totals that follow from all facts; `shares` gives how a model shares out an order. */
export function recomputeTotals(
  facts: readonly Fact[],
  shares: (touchpoints: readonly Touchpoint[]) => Record<string, number>,
): Book {
  const book: Book = new Map();
  const add = (day: string, channel: string, currency: string, more: Partial<Line>) => {
    const key = `${day} ${channel} ${currency}`;
    const line = book.get(key) ?? {
      revenue: 0,
      conversions: 0,
      refunded: 0,
      refunds: 0,
      outside: 0,
      sendCost: 0,
      sends: 0,
    };
    for (const [name, value] of Object.entries(more)) line[name as keyof Line] += value;
    book.set(key, line);
  };
  const of = <K extends Fact['type']>(type: K) =>
    facts.filter((f): f is Extract<Fact, { type: K }> => f.type === type);
  const known = new Map(
    groups(of('conversion'), (f) => f.orderId).map((same) => {
      const order = least(same, accepted)!;
      return [order.orderId, { order, worth: lastAmount(order, same, of('correction')) }] as const;
    }),
  );
  for (const { order, worth } of known.values()) {
    if (!worth) add(dayOf(order.at), '~unread/no-amount', 'XXX', { refunds: 1_000_000 });
    for (const [channel, share] of Object.entries(worth ? shares(order.touchpoints) : {}))
      add(dayOf(order.at), channel, worth!.currency, {
        revenue: worth!.amount * share,
        conversions: 1_000_000 * share,
      });
  }
  for (const same of groups(of('correction'), (f) => f.orderId)) {
    const last = sorted(same, accepted).at(-1)!;
    if (known.has(last.orderId)) continue;
    const refunded = last.currency ? last.revenue : 0;
    add(dayOf(last.at), '~unread/unknown-order', last.currency ?? 'XXX', { refunded, refunds: 1_000_000 });
  }
  for (const ofOrder of groups(of('refund'), (f) => f.orderId)) {
    const found = known.get(ofOrder[0]!.orderId);
    let left = found?.worth?.amount ?? 0;
    const refunds = groups(ofOrder, (f) => f.refundId).map(
      (same) => least(same, (f) => [f.acceptedAt, f.at, f.amount ?? Number.POSITIVE_INFINITY])!,
    );
    const unread = (why: string, at: number, currency = 'XXX', refunded = 0) =>
      add(dayOf(at), `~unread/${why}`, currency, { refunded, refunds: 1_000_000 });
    for (const { at, amount, currency } of sorted(refunds, (f) => [f.acceptedAt, f.refundId])) {
      const own = currency ?? found?.worth?.currency;
      const other = found?.worth && amount !== undefined && own !== found.worth.currency;
      const booked = !found || other ? amount : Math.min(amount ?? left, left);
      if (found && !other) left -= booked!;
      if (!found) {
        const whole = amount !== undefined && currency !== undefined;
        unread('unknown-order', at, whole ? currency : 'XXX', whole ? amount : 0);
        if (!whole) continue;
      }
      if (found && amount !== undefined && amount > booked!)
        unread('above-order', at, own, own ? amount - booked! : 0);
      if (!own || !booked) continue;
      const path = found ? shares(found.order.touchpoints) : { [UNATTRIBUTED]: 1 };
      for (const [channel, share] of Object.entries(path))
        add(dayOf(at), channel, found && !other ? found.worth!.currency : own, {
          refunded: booked * share,
          refunds: 1_000_000 * share,
        });
    }
  }
  for (const same of groups(of('spend'), (f) => `${f.date} ${f.channel} ${f.campaign}`)) {
    const last = least(same, (f) => [-f.acceptedAt, -f.index])!;
    add(last.date, last.channel, last.currency, { outside: last.amount });
  }
  for (const same of groups(of('send-cost'), (f) => f.sendId)) {
    const last = least(same, (f) => [-f.rev])!;
    add(dayOf(last.at), last.channel, last.currency, { sendCost: last.amount, sends: 1 });
  }
  return book;
}

/** What the order amounts to now: of all that name an amount the one accepted last. */
function lastAmount(
  order: ConversionFact,
  conversions: readonly ConversionFact[],
  corrections: readonly CorrectionFact[],
): { amount: number; currency: string } | undefined {
  const amounts = [
    ...conversions.map((f) => ({ ...f, named: f.assumed ? undefined : f.currency })),
    ...corrections.filter((f) => f.orderId === order.orderId).map((f) => ({ ...f, named: f.currency })),
  ].filter((f) => f.revenue !== undefined);
  const last = sorted(amounts, accepted).at(-1);
  return last && { amount: last.revenue!, currency: last.named ?? order.currency };
}

export const lastTouch = (touchpoints: readonly Touchpoint[]) => ({
  [touchpoints.at(-1)?.channel ?? UNATTRIBUTED]: 1,
});
export function linearTouch(touchpoints: readonly Touchpoint[]): Record<string, number> {
  const shares: Record<string, number> = touchpoints.length ? {} : { [UNATTRIBUTED]: 1 };
  for (const { channel } of touchpoints) shares[channel] = (shares[channel] ?? 0) + 1 / touchpoints.length;
  return shares;
}
