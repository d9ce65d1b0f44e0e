// Two profiles prove to be one person: the anonymous one becomes a redirect and hands over its state; the user's
// profile parks later messages until then. The survivor follows from the two ids alone (a user wins over an anonymous
// one) and a redirect never moves, so redirects have no cycle.

import type { EventMessage, HandOverMessage, LinkMessage, MailboxMessage } from '../../../schemas/mailbox.ts';
import type { JsonObject, ProfileId } from '../../../schemas/primitives.ts';
import { note } from '../journey/turn.ts';
import { handedOver, mergeInto, redirectOf } from '../profile/hand-over.ts';
import type { ProfileState } from '../profile/state.ts';
import { SECOND_MS } from '../time/duration.ts';
import type { ActorTurn } from './turn.ts';

const PARKED_MESSAGES = 50;
const PARKED_BYTES = 64 * 1024;
const PARKED_MS = 10 * SECOND_MS;
/**
 * How many linked anonymous profiles are remembered. A forgotten one is asked again and has nothing left to hand over.
 */
const LINKED = 64;

/**
 * Asks an anonymous profile that is not yet linked to this user for its hand-over, and parks messages from here on.
 * Returns whether it asked.
 */
export function askForHandOver(turn: ActorTurn, event: EventMessage): boolean {
  const { state } = turn;
  const from = event.anonymous;
  if (!from || from === state.id || !state.id.startsWith('u-') || state.linked.includes(from)) return false;
  state.linked = [...state.linked, from].slice(-LINKED);
  const link: LinkMessage = {
    type: 'link',
    id: `link:${from}:${state.id}:${event.id}`,
    to: state.id,
    acceptedAt: event.acceptedAt,
  };
  turn.effects.push({ type: 'mail', to: from, messages: [link] });
  state.parked ??= { awaiting: [], until: turn.at + PARKED_MS, messages: [], bytes: 0 };
  state.parked.awaiting.push(from);
  return true;
}

/** Parks a message until the awaited hand-over arrives. Full: the parked messages must be folded now. */
export function park(turn: ActorTurn, message: MailboxMessage): 'parked' | 'full' {
  const { parked } = turn.state;
  if (!parked) return 'full';
  parked.messages.push(message);
  parked.bytes += JSON.stringify(message).length;
  return parked.messages.length >= PARKED_MESSAGES || parked.bytes >= PARKED_BYTES ? 'full' : 'parked';
}

/** Returns the parked messages in order and stops parking. */
export function unpark(turn: ActorTurn): MailboxMessage[] {
  const messages = turn.state.parked?.messages ?? [];
  delete turn.state.parked;
  return messages;
}

/** Links an anonymous profile to its user. A redirect to another user stays as it is and has nothing to hand over. */
export function takeLink(turn: ActorTurn, link: LinkMessage): void {
  const { state } = turn;
  const answer: HandOverMessage = {
    type: 'hand-over',
    id: `${link.id}:${state.id}`,
    from: state.id,
    moved: false,
  };
  // Some servers invent an anonymousId per event. They must not leave a profile behind for each.
  const isNew = !state.seen.blocks.length && state.id.startsWith('a-') && !state.redirect;
  if (isNew) {
    state.redirect = link.to;
    note(turn, { type: 'linked', to: link.to });
  }
  if (state.redirect || !state.id.startsWith('a-')) {
    turn.effects.push({ type: 'mail', to: link.to, messages: [answer] });
    return;
  }
  answer.moved = true;
  answer.state = handedOver(state) as unknown as JsonObject;
  turn.effects.push({ type: 'mail', to: link.to, messages: [answer], withKeys: true });
  turn.state = redirectOf(state, link.to);
  note(turn, { type: 'linked', to: link.to });
}

/** Takes in the state of the other profile. True: no hand-over is awaited any more. */
export function takeHandOver(turn: ActorTurn, handOver: HandOverMessage): boolean {
  const { state } = turn;
  if (handOver.moved && handOver.state) {
    merge(turn, handOver.state as unknown as ProfileState);
    note(turn, { type: 'linked', from: handOver.from });
  } else if (isAliased(state, handOver.from))
    note(turn, { type: 'linked', from: handOver.from, moved: false });
  if (!state.parked) return false;
  state.parked.awaiting = state.parked.awaiting.filter((id) => id !== handOver.from);
  return state.parked.awaiting.length === 0;
}

/** Whether an alias asked for it. Servers that invent an anonymousId per event must not fill the history. */
const isAliased = ({ parked }: ProfileState, from: ProfileId): boolean =>
  parked?.messages.some(
    (message) => message.type === 'event' && message.kind === 'alias' && message.anonymous === from,
  ) ?? false;

/** A profile is merged once. A second hand-over from it, however late, has already been folded (I2). */
function merge(turn: ActorTurn, other: ProfileState): void {
  const { state, program } = turn;
  if (state.tookOver.includes(other.id)) return;
  mergeInto(state, other, {
    from: other.id,
    counters: program.counters,
    note: (entry) => note(turn, entry),
  });
}
