// The only entry to a profile: what a message changes in it. Pure (no clock, no randomness), so it runs the same in
// Lambda and in the simulator.

import type { Effect } from '../../../schemas/effects.ts';
import type {
  EventMessage,
  HandOverMessage,
  MailboxMessage,
  ReceiptMessage,
} from '../../../schemas/mailbox.ts';
import { addTouchpoint } from '../attribution/touchpoints.ts';
import {
  conditionEntriesBefore,
  conditionEntriesTimed,
  enterFlipped,
  enterOnEvent,
  nextFlipOf,
  recordConditionEntries,
} from '../journey/enter.ts';
import {
  closeGoals,
  goalsAndExits,
  leaveRemoved,
  nextJourneyWake,
  takeOutcome,
  wakeJourneys,
} from '../journey/react.ts';
import { note, Unprocessable } from '../journey/turn.ts';
import type { HistoryEntry } from '../profile/history.ts';
import { idHash } from '../profile/seen.ts';
import type { ProfileState } from '../profile/state.ts';
import type { CompiledProgram } from '../program/compile.ts';
import { SECOND_MS } from '../time/duration.ts';
import { causesOf } from './causes.ts';
import { askForHandOver, park, takeHandOver, takeLink, unpark } from './link.ts';
import { withKnownSeals } from './sealed-values.ts';
import { takeConsent } from './take-consent.ts';
import { takeEvent } from './take-event.ts';
import { takeLift } from './take-lift.ts';
import { takeMoney } from './take-money.ts';
import type { ActorTurn } from './turn.ts';

export interface Stepped {
  state: ProfileState;
  effects: Effect[];
  history: HistoryEntry[];
}

/**
 * `handledAt` in ms, not before the state's own. Throws on a message that cannot be taken in, which belongs in the
 * quarantine.
 */
export function step(
  program: CompiledProgram,
  state: ProfileState,
  message: MailboxMessage,
  handledAt: number,
): Stepped {
  const turn: ActorTurn = {
    program,
    state: structuredClone(state),
    at: Math.max(handledAt, state.handledAt),
    effects: [],
    history: [],
  };
  takeMessage(turn, message);
  return { state: turn.state, effects: turn.effects, history: turn.history };
}

/**
 * A timer's delay is whole seconds, rounded down. A wake this much early is on time, and its turn takes place at its
 * own time.
 */
const EARLY_MS = SECOND_MS;

/** Like `step`, on a draft that the caller owns: a fold over many messages copies the state once. */
export function takeMessage(turn: ActorTurn, message: MailboxMessage): void {
  if (message.type === 'wake' && message.wakeAt > turn.at && message.wakeAt - turn.at <= EARLY_MS)
    turn.at = message.wakeAt;
  turn.state.handledAt = turn.at;
  const meetsRelease = turn.state.program !== turn.program.number;
  turn.state.program = turn.program.number;
  turn.state.createdAt ||= turn.at;
  if (meetsRelease && !turn.state.redirect) recordConditionEntries(turn);
  if (message.type === 'link') takeLink(turn, message);
  else if (turn.state.redirect) forward(turn, message);
  else takeOwn(turn, message);
}

function takeOwn(turn: ActorTurn, message: Exclude<MailboxMessage, { type: 'link' }>): void {
  leaveRemoved(turn);
  closeGoals(turn);
  switch (message.type) {
    case 'hand-over':
      foldHandOver(turn, message);
      break;
    case 'wake':
      takeWake(turn);
      break;
    default: {
      const parks = turn.state.parked !== undefined;
      const asked = message.type === 'event' && askForHandOver(turn, message);
      if (!parks && !asked) fold(turn, message);
      else if (park(turn, message) === 'full') foldParked(turn);
    }
  }
}

function foldHandOver(turn: ActorTurn, message: HandOverMessage): void {
  const before = conditionEntriesBefore(turn, 'all');
  const complete = takeHandOver(turn, message);
  enterFlipped(turn, before, { name: 'linked', properties: {}, occurredAt: turn.at, acceptedAt: turn.at });
  if (complete) foldParked(turn);
}

/** When the profile must be woken next; undefined: it waits for nothing (I7). */
export function nextWake(turn: ActorTurn): number | undefined {
  // Parked messages come first: nothing else is due until they are folded.
  if (turn.state.parked) return turn.state.parked.until;
  const times = [nextJourneyWake(turn), nextFlipOf(turn)].filter((t) => t !== undefined);
  return times.length ? Math.min(...times) : undefined;
}

function fold(
  turn: ActorTurn,
  message: Exclude<MailboxMessage, { type: 'link' | 'hand-over' | 'wake' }>,
): void {
  switch (message.type) {
    case 'event':
      foldEvent(turn, withKnownSeals(turn.state, message));
      break;
    case 'outcome':
      takeOutcome(turn, message);
      break;
    case 'receipt':
      foldReceipt(turn, message);
      break;
    default:
      message satisfies never;
  }
}

function foldEvent(turn: ActorTurn, event: EventMessage): void {
  const { type: _, derived: __, ...kept } = event;
  note(turn, { type: 'event', hash: idHash(event.id), event: kept });
  const before = conditionEntriesBefore(turn, causesOf(event));
  takeEvent(turn, event);
  takeConsent(turn, event);
  takeLift(turn, event);
  takeMoney(turn, event);
  goalsAndExits(turn, event);
  enterFlipped(turn, before, event);
  enterOnEvent(turn, event);
}

function foldReceipt(turn: ActorTurn, receipt: ReceiptMessage): void {
  const { sendId, journey, step: stepId, template, channel, event, bot } = receipt;
  note(turn, { type: 'receipt', sendId, journey, step: stepId, channel, event, ...(bot ? { bot } : {}) });
  const before = conditionEntriesBefore(turn, ['reachable']);
  const { address } = receipt;
  if (event === 'bounced' && address) takeBounce(turn.state, channel, address);
  if (event === 'complained' && address && !turn.state.complained.includes(address))
    turn.state.complained.push(address);
  if (event === 'clicked' && !bot) {
    const touch = { at: receipt.at, channel, kind: 'click', journey, step: stepId } as const;
    addTouchpoint(turn.state, template ? { ...touch, template } : touch);
  }
  enterFlipped(turn, before, {
    name: event,
    properties: {},
    occurredAt: receipt.at,
    acceptedAt: receipt.acceptedAt,
  });
}

function takeBounce(state: ProfileState, channel: string, address: string): void {
  state.unreachable[channel] = address;
  // A device that is gone makes room for the others; the last one stays, and is known as gone by its address.
  const others = state.devices.filter(({ token }) => token.$sealed.h !== address);
  if (others.length > 0) state.devices = others;
}

function takeWake(turn: ActorTurn): void {
  if (turn.state.parked) {
    if (turn.state.parked.until > turn.at) return;
    foldParked(turn);
  }
  enterFlipped(turn, conditionEntriesTimed(turn), {
    name: 'time',
    properties: {},
    occurredAt: turn.at,
    acceptedAt: turn.at,
  });
  wakeJourneys(turn);
}

function foldParked(turn: ActorTurn): void {
  for (const message of unpark(turn)) {
    if (message.type === 'link' || message.type === 'hand-over' || message.type === 'wake') continue;
    const reason = turn.unprocessable?.get(message.id);
    if (reason !== undefined) {
      note(turn, { type: 'quarantined', id: message.id, reason });
      continue;
    }
    try {
      fold(turn, message);
    } catch (error) {
      throw new Unprocessable(message, error);
    }
  }
}

/** Forwards what arrives at a redirect, in order; consecutive messages are sent together. */
function forward(turn: ActorTurn, message: MailboxMessage): void {
  const to = turn.state.redirect;
  if (!to || message.type === 'wake') return;
  const last = turn.effects.at(-1);
  if (last?.type === 'mail' && last.to === to && !last.withKeys) last.messages.push(message);
  else turn.effects.push({ type: 'mail', to, messages: [message] });
}
