/**
 * Money: the totals equal an independent recomputation, from what the door accepted, what people bought and returned,
 * and what providers accepted. Nothing is counted twice and nothing lost, whatever was repeated, late or done by a
 * handler that died.
 */
import type { ConversionFact, Fact } from '../../schemas/facts.ts';
import type { EventMessage } from '../../schemas/mailbox.ts';
import type { JsonObject } from '../../schemas/primitives.ts';
import type { Evidence } from './evidence.ts';
import { Ledger } from './ledger.ts';

type Event = Omit<EventMessage, 'type'>;

const MICROS = 1_000_000;
const NOBODY = '~unattributed';

export function* judgeFacts(evidence: Evidence): Generator<string> {
  yield* judgeConversions(evidence);
  const ledger = new Ledger();
  addOrders(ledger, evidence);
  addSpend(ledger, evidence);
  addSends(ledger, evidence);
  yield* ledger.differences(evidence.totals);
  for (const report of [evidence.report, evidence.ordersReport]) yield* judgeReport(report, evidence, ledger);
}

function eventsOf(evidence: Evidence, name: string): Event[] {
  const events: Event[] = [];
  for (const { history } of evidence.profiles.values())
    for (const entry of history)
      if (entry.type === 'event' && entry.event.name === name) events.push(entry.event);
  return events;
}

/** Each order becomes a conversion, with the same content however often it is repeated. */
function* judgeConversions(evidence: Evidence): Generator<string> {
  const orders = new Set(eventsOf(evidence, 'Order Completed').map(({ id }) => id));
  const contents = new Map<string, string>();
  for (const fact of evidence.facts) {
    if (fact.type !== 'conversion') continue;
    const text = JSON.stringify(fact);
    if (!orders.has(fact.eventId)) yield `I2 a conversion of ${fact.eventId}, which was never taken in`;
    const before = contents.get(fact.eventId);
    if (before && before !== text) yield `I2 the conversion ${fact.eventId} has two contents`;
    contents.set(fact.eventId, text);
  }
  for (const id of orders) if (!contents.has(id)) yield `I1 the order ${id} became no conversion`;
}

const money = ({ revenue, currency }: JsonObject) => ({
  amount: BigInt(Number(revenue) * MICROS),
  currency: String(currency),
});

const byAcceptance = (a: Event, b: Event): number => a.acceptedAt - b.acceptedAt || a.index - b.index;

/** The earliest accepted of those with the same order id. */
function earliest(events: readonly Event[]): { event?: Event; tie: boolean } {
  const [event, next] = events.toSorted(byAcceptance);
  return { event, tie: event !== undefined && event.acceptedAt === next?.acceptedAt };
}

const REFUND = ['refunded', 'refunds'] as const;
const ORDER = ['revenue', 'conversions', ...REFUND] as const;
const UNKNOWN = '~unread/unknown-order';
const ABOVE = '~unread/above-order';

interface Placed {
  channel: string;
  currency: string;
  left: bigint;
}

function addOrders(ledger: Ledger, evidence: Evidence): void {
  const paths = new Map(evidence.facts.filter(isConversion).map((fact) => [fact.eventId, fact.touchpoints]));
  const updates = Map.groupBy(eventsOf(evidence, 'Order Updated'), orderOf);
  const placed = new Map<string, Placed>();
  for (const [order, events] of Map.groupBy(eventsOf(evidence, 'Order Completed'), orderOf)) {
    const { event, tie } = earliest(events);
    // The last accepted says what the order amounts to.
    const [last, before] = [...events, ...(updates.get(order) ?? [])].toSorted(byAcceptance).reverse();
    if (!event || !last) continue;
    if (tie || last.acceptedAt === before?.acceptedAt) ledger.doubt(ORDER);
    const channel = paths.get(event.id)?.at(-1)?.channel ?? NOBODY;
    const { amount, currency } = money(last.properties);
    placed.set(order, { channel, currency, left: amount });
    ledger.add(channel, event.occurredAt, currency, { revenue: amount, conversions: 1n });
    updates.delete(order);
  }
  for (const events of updates.values()) {
    const [last, before] = events.toSorted(byAcceptance).reverse();
    if (!last) continue;
    if (last.acceptedAt === before?.acceptedAt) ledger.doubt(REFUND);
    const { amount, currency } = money(last.properties);
    ledger.add(UNKNOWN, last.occurredAt, currency, { refunded: amount, refunds: 1n });
  }
  for (const [order, events] of Map.groupBy(eventsOf(evidence, 'Order Refunded'), orderOf)) {
    const refunds: Event[] = [];
    for (const same of Map.groupBy(events, refundOf).values()) {
      const { event, tie } = earliest(same);
      if (tie) ledger.doubt(REFUND);
      if (event) refunds.push(event);
    }
    refunds.sort((a, b) => a.acceptedAt - b.acceptedAt || (refundOf(a) < refundOf(b) ? -1 : 1));
    for (const refund of refunds) addRefund(ledger, placed.get(order), refund);
  }
}

/** Booked up to what is left of its order; `order` changes. A refund in another currency is not compared with it. */
function addRefund(ledger: Ledger, order: Placed | undefined, { properties, occurredAt: at }: Event): void {
  const named = properties.revenue === undefined ? undefined : money(properties);
  if (!order) {
    const { amount = 0n, currency = 'XXX' } = named ?? {};
    ledger.add(UNKNOWN, at, currency, { refunded: amount, refunds: 1n });
    if (named) ledger.add(NOBODY, at, currency, { refunded: amount, refunds: 1n });
    return;
  }
  if (named && named.currency !== order.currency) {
    ledger.add(order.channel, at, named.currency, { refunded: named.amount, refunds: 1n });
    return;
  }
  const whole = named?.amount ?? order.left;
  const above = whole > order.left ? whole - order.left : 0n;
  const booked = whole - above;
  order.left -= booked;
  if (booked > 0n) ledger.add(order.channel, at, order.currency, { refunded: booked, refunds: 1n });
  if (above > 0n) ledger.add(ABOVE, at, order.currency, { refunded: above, refunds: 1n });
}

const isConversion = (fact: Fact): fact is ConversionFact => fact.type === 'conversion';
const orderOf = ({ properties }: Event): string => String(properties.order_id);
const refundOf = ({ properties, id }: Event): string => String(properties.refund_id ?? id);

/** Of rows for the same day, channel and campaign the one accepted last; a row without a response may count or not. */
function addSpend(ledger: Ledger, { spends }: Evidence): void {
  const rows = spends.flatMap(({ rows, acceptedAt, acked }) =>
    rows.map((row, index) => ({ ...row, acceptedAt, index, acked })),
  );
  for (const own of Map.groupBy(rows, (r) => [r.date, r.channel, r.campaign].join()).values()) {
    const order = own.toSorted((a, b) => b.acceptedAt - a.acceptedAt || b.index - a.index);
    const last = order[0];
    if (!last) continue;
    const tie = order[1]?.acceptedAt === last.acceptedAt && order[1].index === last.index;
    if (!last.acked || tie) ledger.unsure(last.channel, last.date);
    const outside = BigInt(Math.round(Number(last.amount) * MICROS));
    ledger.addOn(last.channel, last.date, last.currency, { outside });
  }
}

/**
 * A message costs once, from when its provider accepted it or may have; the price that the provider reported later is
 * the real one.
 */
function addSends(ledger: Ledger, { sends, calls, prices }: Evidence): void {
  const taken = new Set(calls.filter(({ delivered }) => delivered).map(({ sendId }) => sendId));
  for (const record of sends) {
    const { sendId, channel, at, status } = record;
    if (!taken.has(sendId) && status !== 'unknown') continue;
    const cost = 'cost' in record ? BigInt(record.cost.micros) : 0n;
    const price = prices.get(sendId);
    const [amount, currency] = price === undefined ? [cost, 'EUR'] : [BigInt(price), 'USD'];
    ledger.add(channel, at, currency, { sendCost: amount, sends: 1n });
  }
}

/** The report shows the totals in its currency, under every model. Sums without a rate are separate; counts are not. */
function* judgeReport(report: Evidence['report'], { releases }: Evidence, ledger: Ledger): Generator<string> {
  const program = releases.at(-1)?.program;
  if (!report || !program) return;
  const rates = Object.fromEntries(program.rates.map(({ currency, rate }) => [currency, Number(rate)]));
  const worth = (column: 'revenue' | 'refunded' | 'outside' | 'sendCost') =>
    ledger.worth(column, { ...rates, EUR: 1 });
  const { orders, refunds, spend } = report.totals;
  yield* compare('orders', orders.count, Number(ledger.sum('conversions')));
  yield* compare('refunds', refunds.count, ledger.count('refunds'));
  yield* compare('revenue', Number(orders.amount.amount), worth('revenue'));
  yield* compare('refunded', Number(refunds.amount.amount), worth('refunded'));
  const [outside, sends] = [worth('outside'), worth('sendCost')];
  if (outside !== undefined && sends !== undefined)
    yield* compare('spend', Number(spend.amount), outside + sends);
}

/** To the cent; sums of a day are rounded one by one when converted. */
function* compare(what: string, is: number, should: number | undefined): Generator<string> {
  if (should !== undefined && Math.abs(is - should) > 0.011)
    yield `MONEY the report says ${is} for ${what}; it is ${should}`;
}
