// Money in a profile: the touchpoints it collects, and the facts that its orders and refunds become.
import type { Fact, Touchpoint } from '../../../schemas/facts.ts';
import type { EventMessage } from '../../../schemas/mailbox.ts';
import { addTouchpoint } from '../attribution/touchpoints.ts';
import { plainChannelName } from '../money/channel-names.ts';
import { isMisread, type MoneyEvent, readMoneyEvent } from '../money/money-event.ts';
import type { ActorTurn } from './turn.ts';

/** Throws on money that cannot be read, which an older door may have let in: it belongs in the quarantine. */
export function takeMoney(turn: ActorTurn, event: EventMessage): void {
  takeVisit(turn, event);
  if (event.kind !== 'track' || event.trust !== 'server') return;
  const read = readMoneyEvent(event.name, event.properties);
  if (!read) return;
  if (isMisread(read)) throw new Error(`${read.pointer}: ${read.detail}`);
  turn.effects.push({ type: 'fact', fact: factOf(turn, event, read) });
}

function takeVisit(turn: ActorTurn, event: EventMessage): void {
  const { campaign } = event.context;
  const channel = campaign?.medium && turn.program.channelByName.get(plainChannelName(campaign.medium));
  if (!channel) return;
  const touch: Touchpoint = { at: event.occurredAt, channel, kind: 'visit' };
  if (campaign.name) touch.campaign = campaign.name;
  addTouchpoint(turn.state, touch);
}

function factOf(turn: ActorTurn, event: EventMessage, read: MoneyEvent): Fact {
  const { id: eventId, occurredAt: at, acceptedAt, index } = event;
  const happened = { profile: turn.state.id, at, acceptedAt };
  switch (read.what) {
    case 'order': {
      const { orderId = eventId, amount: revenue, currency } = read;
      return {
        type: 'conversion',
        ...{ orderId, eventId, ...happened, index },
        ...(revenue === undefined ? {} : { revenue }),
        ...(currency ? { currency } : { currency: turn.program.program.currency, assumed: true }),
        touchpoints: pathTo(turn, at),
      };
    }
    case 'correction': {
      const { orderId, amount: revenue, currency } = read;
      const named = currency ? { currency } : {};
      return { type: 'correction', ...{ orderId, eventId, ...happened, index }, revenue, ...named };
    }
    case 'refund': {
      const { what: _, orderId, refundId = eventId, ...worth } = read;
      return { type: 'refund', ...{ orderId, refundId, ...happened }, ...worth };
    }
  }
}

/** The touches within the window before an order. */
function pathTo({ program, state }: ActorTurn, at: number): Touchpoint[] {
  return state.touchpoints.filter((touch) => touch.at > at - program.attributionMs && touch.at <= at);
}
