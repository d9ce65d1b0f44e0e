// Money in a profile: the touchpoints it collects, and the facts that its orders and refunds become.
import type { Touchpoint } from '../../../schemas/facts.ts';
import type { EventMessage } from '../../../schemas/mailbox.ts';
import type { Json } from '../../../schemas/primitives.ts';
import { addTouchpoint } from '../attribution/touchpoints.ts';
import type { ActorTurn } from './turn.ts';

export const ORDER_COMPLETED = 'Order Completed';
export const ORDER_REFUNDED = 'Order Refunded';

const MICROS = 1_000_000;
const LARGEST = 9e15;

/** Micros of an amount given as a JSON number or a decimal string; undefined if it is neither or below 0. */
export function amountMicros(value: Json | undefined): number | undefined {
  const text = typeof value === 'string' && /^\d{1,10}(\.\d{1,9})?$/.test(value.trim());
  if (typeof value !== 'number' && !text) return undefined;
  const micros = Math.round(Number(value) * MICROS);
  return micros >= 0 && micros <= LARGEST ? micros : undefined;
}

export function takeMoney(turn: ActorTurn, event: EventMessage): void {
  takeVisit(turn, event);
  if (event.kind !== 'track' || event.trust !== 'server') return;
  if (event.name === ORDER_COMPLETED) takeOrder(turn, event);
  if (event.name === ORDER_REFUNDED) takeRefund(turn, event);
}

function takeVisit(turn: ActorTurn, event: EventMessage): void {
  const { campaign } = event.context;
  const channel = campaign?.medium && turn.program.channelByMedium.get(campaign.medium.toLowerCase());
  if (!channel) return;
  const touch: Touchpoint = { at: event.occurredAt, channel, kind: 'visit' };
  if (campaign.name) touch.campaign = campaign.name;
  addTouchpoint(turn.state, touch);
}

function takeOrder(turn: ActorTurn, event: EventMessage): void {
  const revenue = amountMicros(event.properties.revenue);
  if (revenue === undefined) return;
  const from = event.occurredAt - turn.program.attributionMs;
  const touchpoints = turn.state.touchpoints.filter(
    (touch) => touch.at > from && touch.at <= event.occurredAt,
  );
  turn.effects.push({
    type: 'fact',
    fact: {
      type: 'conversion',
      orderId: orderId(event),
      eventId: event.id,
      profile: turn.state.id,
      at: event.occurredAt,
      acceptedAt: event.acceptedAt,
      index: event.index,
      revenue,
      currency: currency(turn, event),
      touchpoints,
    },
  });
}

function takeRefund(turn: ActorTurn, event: EventMessage): void {
  const amount = amountMicros(event.properties.revenue);
  if (amount === undefined) return;
  turn.effects.push({
    type: 'fact',
    fact: {
      type: 'refund',
      orderId: orderId(event),
      refundId: text(event.properties.refund_id) ?? event.id,
      profile: turn.state.id,
      at: event.occurredAt,
      acceptedAt: event.acceptedAt,
      amount,
      currency: currency(turn, event),
    },
  });
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value ? value : typeof value === 'number' ? String(value) : undefined;
}

/** An order without an order_id is identified by its event's id. */
function orderId(event: EventMessage): string {
  return text(event.properties.order_id) ?? event.id;
}

function currency(turn: ActorTurn, event: EventMessage): string {
  const given = event.properties.currency;
  return typeof given === 'string' && /^[A-Za-z]{3}$/.test(given)
    ? given.toUpperCase()
    : turn.program.program.currency;
}
