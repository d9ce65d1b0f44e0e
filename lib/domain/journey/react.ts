// What a message changes for the journeys a profile is in: goals, exits, outcomes, time.
import type { EventMessage, OutcomeMessage } from '../../../schemas/mailbox.ts';
import { addTouchpoint } from '../attribution/touchpoints.ts';
import type { JourneyState } from '../profile/state.ts';
import { DAY_MS } from '../time/duration.ts';
import { leave, resume } from './advance.ts';
import type { CompiledJourney, CompiledTrigger } from './compiled-journey.ts';
import { note, subjectOf, type Turn } from './turn.ts';

/** An event accepted in time may be handled this much later and still reach the goal. */
const HANDLED_LATE_MS = 2 * DAY_MS;

/**
 * The version in which a profile finishes a journey: the one it entered, unless the live one has `inside: move`.
 * Undefined: the journey was removed from the program, and its runs end.
 */
function versionOf(turn: Turn, id: string, inside: JourneyState): CompiledJourney | undefined {
  const live = turn.program.journey(id);
  if (!live || live.source.inside === 'move') return live;
  return turn.program.version(id, inside.hash) ?? live;
}

function* inside(turn: Turn): Generator<[CompiledJourney, JourneyState]> {
  for (const [id, state] of Object.entries(turn.state.journeys)) {
    const journey = versionOf(turn, id, state);
    if (journey) yield [journey, state];
  }
}

/** Runs of journeys that were removed from the program end at the profile's next message. */
export function leaveRemoved(turn: Turn): void {
  for (const [id, state] of Object.entries(turn.state.journeys)) {
    if (state.phase === 'done' || turn.program.journey(id)) continue;
    leave(turn, id, state, { what: 'exited', reason: 'removed from the program' });
  }
}

/** A goal that can no longer be reached must not retain an old version of its journey or its counters. */
export function closeGoals(turn: Turn): void {
  for (const state of Object.values(turn.state.journeys)) {
    if (state.phase !== 'done' || state.goalUntil === undefined) continue;
    if (state.goalAt !== undefined || state.goalUntil + HANDLED_LATE_MS < turn.at) delete state.goalUntil;
  }
}

export function goalsAndExits(turn: Turn, event: EventMessage): void {
  for (const entry of inside(turn)) {
    const [journey, state] = entry;
    if (event.occurredAt < state.since) continue;
    const { goal, exits } = journey.compiled;
    const inTime =
      state.goalUntil === undefined ? state.phase !== 'done' : event.acceptedAt <= state.goalUntil;
    if (goal && state.goalAt === undefined && inTime && fires(turn, entry, goal, event)) {
      state.goalAt = event.acceptedAt;
      note(turn, {
        type: 'journey',
        journey: journey.id,
        entry: state.entry,
        what: 'goal',
        step: state.step,
        event: event.id,
      });
    }
    if (state.phase !== 'done' && exits.some((exit) => fires(turn, entry, exit, event)))
      leave(turn, journey.id, state, { what: 'exited', reason: event.name });
  }
}

function fires(
  turn: Turn,
  [journey, state]: readonly [CompiledJourney, JourneyState],
  trigger: CompiledTrigger,
  event: EventMessage,
): boolean {
  if (trigger.on !== event.name) return false;
  return (
    trigger.if?.({
      ...subjectOf(turn, journey, state),
      properties: event.properties,
      at: event.occurredAt,
    }) ?? true
  );
}

/** Handles the outcome of a send. Only a journey that still waits for this send continues. */
export function takeOutcome(turn: Turn, outcome: OutcomeMessage): void {
  const { sendId, journey: id, step, template, channel, status, reason } = outcome;
  note(turn, { type: 'outcome', sendId, journey: id, step, channel, status, reason });
  if (status === 'sent' && turn.program.program.attribution.sends) {
    const touch = { at: outcome.at, channel, kind: 'send', journey: id, step } as const;
    addTouchpoint(turn.state, template ? { ...touch, template } : touch);
  }
  const state = turn.state.journeys[id];
  if (state?.phase !== 'sending' || state.sendId !== sendId) return;
  const journey = versionOf(turn, id, state);
  if (journey) answer(turn, journey, state, outcome);
}

/** Continues everything that is due. An early wake finds nothing due; a late one finds everything (I7). */
export function wakeJourneys(turn: Turn): void {
  for (const [journey, state] of inside(turn)) {
    if (state.phase === 'done' || state.wakeAt === undefined || state.wakeAt > turn.at) continue;
    delete state.wakeAt;
    if (state.phase === 'sending') answer(turn, journey, state, undefined);
    else resume(turn, journey, state, (module, at) => module.onWake?.(at) ?? module.run(at));
  }
}

/** Handles the outcome that a step waited for; undefined: none arrived in time. */
function answer(
  turn: Turn,
  journey: CompiledJourney,
  state: JourneyState,
  outcome: OutcomeMessage | undefined,
): void {
  resume(turn, journey, state, (module, at) => {
    if (module.onOutcome) return module.onOutcome(at, outcome);
    // The step was edited into a kind that sends nothing.
    delete state.sendId;
    return module.run(at);
  });
}

/** The earliest wake of any journey; undefined: none waits. */
export function nextJourneyWake(turn: Turn): number | undefined {
  const times = Object.values(turn.state.journeys).flatMap((state) => state.wakeAt ?? []);
  return times.length ? Math.min(...times) : undefined;
}
