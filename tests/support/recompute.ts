// An independent computation from all facts at once: the judge of money's property tests. Shares no code with what it
// judges.
import { UNATTRIBUTED } from '../../lib/domain/attribution/bucket.ts';
import type { Fact, Touchpoint } from '../../schemas/facts.ts';

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
const least = <T>(items: T[], key: (item: T) => (number | string)[]): T | undefined =>
  items.toSorted((a, b) => {
    const [ka, kb] = [key(a), key(b)];
    const i = ka.findIndex((part, j) => part !== kb[j]);
    return i < 0 ? 0 : ka[i]! < kb[i]! ? -1 : 1;
  })[0];
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
  const orders = groups(of('conversion'), (f) => f.orderId).map(
    (same) => least(same, (f) => [f.acceptedAt, f.index, f.eventId])!,
  );
  for (const order of orders)
    for (const [channel, share] of Object.entries(shares(order.touchpoints)))
      add(dayOf(order.at), channel, order.currency, {
        revenue: order.revenue * share,
        conversions: 1_000_000 * share,
      });
  for (const same of groups(of('refund'), (f) => `${f.orderId} ${f.refundId}`)) {
    const refund = least(same, (f) => [f.acceptedAt, f.at, f.amount])!;
    const order = orders.find((o) => o.orderId === refund.orderId);
    for (const [channel, share] of Object.entries(order ? shares(order.touchpoints) : { [UNATTRIBUTED]: 1 }))
      add(dayOf(refund.at), channel, refund.currency, {
        refunded: refund.amount * share,
        refunds: 1_000_000 * share,
      });
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

export const lastTouch = (touchpoints: readonly Touchpoint[]) => ({
  [touchpoints.at(-1)?.channel ?? UNATTRIBUTED]: 1,
});
export function linearTouch(touchpoints: readonly Touchpoint[]): Record<string, number> {
  const shares: Record<string, number> = touchpoints.length ? {} : { [UNATTRIBUTED]: 1 };
  for (const { channel } of touchpoints) shares[channel] = (shares[channel] ?? 0) + 1 / touchpoints.length;
  return shares;
}
