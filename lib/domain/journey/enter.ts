// Entry into journeys, on an event or when a condition turns true. Records why a profile entered, and why not.
import type { EventMessage } from '../../../schemas/mailbox.ts';
import type { JsonObject } from '../../../schemas/primitives.ts';
import type { Cause as ConditionCause } from '../condition/cause.ts';
import type { Subject } from '../condition/subject.ts';
import type { Reason } from '../profile/history.ts';
import type { JourneyState } from '../profile/state.ts';
import { advance } from './advance.ts';
import type { CompiledJourney } from './compiled-journey.ts';
import { note, type Turn } from './turn.ts';

/** Refusal reasons are kept for at most this many journeys per event, because a program may have thousands. */
const REASONS_KEPT = 5;

export interface Cause {
  name: string;
  properties: JsonObject;
  occurredAt: number;
  acceptedAt: number;
}

export function enterOnEvent(turn: Turn, event: EventMessage): void {
  let kept = 0;
  const subject: Subject = {
    state: turn.state,
    properties: event.properties,
    at: event.occurredAt,
    purpose: '',
  };
  for (const journey of turn.program.candidates(event.name, event.properties)) {
    const refused = whyNot(turn, journey, event);
    subject.purpose = journey.source.purpose;
    if (refused === undefined && (journey.enterIf?.(subject) ?? true)) {
      // Collected separately from the decision, which is much faster without reasons; most refusals store none.
      enter(turn, journey, event, journey.reasons(subject));
    } else if (refused !== 'inside' && kept < REASONS_KEPT) {
      kept += 1;
      const why = refused === undefined ? journey.reasons(subject) : [];
      noteNotEntered(turn, { journey: journey.id, reason: refused ?? 'condition', why, event: event.id });
    }
  }
}

/**
 * Events of one batch that did not enter for the same reasons are recorded once, at the last of them, with their
 * number. The content of each is in its own entry.
 */
interface NotEntered {
  journey: string;
  reason: string;
  why: Reason[];
  event: string;
}

function noteNotEntered(turn: Turn, { journey, reason, why, event }: NotEntered): void {
  const at = turn.history.findLastIndex((entry) => entry.type === 'journey' && entry.journey === journey);
  const before = turn.history[at];
  const same =
    before?.type === 'journey' &&
    before.what === 'not-entered' &&
    before.reason === reason &&
    before.why?.length === (why.length || undefined) &&
    why.every(({ held }, i) => before.why?.[i]?.held === held);
  if (same) turn.history.splice(at, 1);
  note(turn, {
    type: 'journey',
    journey,
    entry: 0,
    what: 'not-entered',
    reason,
    why: why.length ? why : undefined,
    event,
    ...(same && { times: (before.times ?? 1) + 1 }),
  });
}

function whyNot(
  turn: Turn,
  journey: CompiledJourney,
  cause: Cause,
): 'inside' | 'once' | 'too-soon' | 'too-old' | undefined {
  const before = turn.state.journeys[journey.id];
  if (before && before.phase !== 'done') return 'inside';
  if (cause.acceptedAt - cause.occurredAt > journey.maxAgeMs) return 'too-old';
  if (!before) return undefined;
  if (journey.reenterAfterMs === undefined) return 'once';
  return cause.acceptedAt - before.enteredAt < journey.reenterAfterMs ? 'too-soon' : undefined;
}

function enter(turn: Turn, journey: CompiledJourney, cause: Cause & { id?: string }, why: Reason[]): void {
  const { state } = turn;
  const before = state.journeys[journey.id];
  const inside: JourneyState = {
    hash: journey.hash,
    // A journey entered again after a merge continues the same sequence of ids.
    born: before?.born ?? state.id,
    entry: (before?.entry ?? 0) + 1,
    enteredAt: cause.acceptedAt,
    since: cause.occurredAt,
    phase: 'waiting',
    step: journey.source.start,
    visit: 0,
    event: { name: cause.name, properties: cause.properties, occurredAt: cause.occurredAt },
  };
  const { goal } = journey.compiled;
  if (goal?.withinMs !== undefined) inside.goalUntil = cause.acceptedAt + goal.withinMs;
  state.journeys[journey.id] = inside;
  const { id: journeyId } = journey;
  note(turn, {
    type: 'journey',
    journey: journeyId,
    entry: inside.entry,
    what: 'entered',
    event: cause.id,
    program: turn.program.number,
    why,
  });
  advance(turn, journey, inside, cause.acceptedAt);
}

/** The `when` journeys that these causes could change, with the current value of their condition. */
export function conditionEntriesBefore(
  turn: Turn,
  causes: Iterable<ConditionCause> | 'all',
): Map<CompiledJourney, boolean> {
  const before = new Map<CompiledJourney, boolean>();
  const names = causes === 'all' ? turn.program.conditionEntries.keys() : causes;
  for (const name of names)
    for (const journey of turn.program.conditionEntries.get(name) ?? [])
      if (!before.has(journey)) before.set(journey, valueBefore(turn, journey));
  return before;
}

/** Those that time alone can change. */
export function conditionEntriesTimed(turn: Turn): Map<CompiledJourney, boolean> {
  return new Map(turn.program.timedConditionEntries.map((journey) => [journey, valueBefore(turn, journey)]));
}

/**
 * The condition's value before the message. A stored `false` is used as it is, because time alone may have changed the
 * condition since; otherwise the condition is evaluated on the state before the message.
 */
function valueBefore(turn: Turn, journey: CompiledJourney): boolean {
  return turn.state.whens[journey.hash] === false
    ? false
    : (journey.when?.test(subjectNow(turn, journey)) ?? false);
}

/**
 * At the first message under a release: records the present value of each entry that time alone can change, so that
 * publishing enters nobody and the profile is woken when the value changes. Stored by content hash, so that an edited
 * entry is a new one.
 */
export function recordConditionEntries(turn: Turn): void {
  const { whens } = turn.state;
  turn.state.whens = {};
  for (const journey of turn.program.timedConditionEntries)
    turn.state.whens[journey.hash] =
      whens[journey.hash] ?? journey.when?.test(subjectNow(turn, journey)) ?? false;
}

/** Enters the journeys whose condition turned true, and stores the value of those that time can change. */
export function enterFlipped(
  turn: Turn,
  before: Map<CompiledJourney, boolean>,
  cause: Cause & { id?: string },
): void {
  for (const [journey, was] of before) {
    const why: Reason[] = [];
    const is = journey.when?.test(subjectNow(turn, journey), why) ?? false;
    if (journey.when?.nextFlip) turn.state.whens[journey.hash] = is;
    if (!is || was) continue;
    const refused = whyNot(turn, journey, cause);
    if (!refused) enter(turn, journey, cause, why);
    else
      note(turn, {
        type: 'journey',
        journey: journey.id,
        entry: 0,
        what: 'not-entered',
        reason: refused,
        event: cause.id,
      });
  }
}

function subjectNow(turn: Turn, journey: CompiledJourney): Subject {
  return { state: turn.state, at: turn.at, purpose: journey.source.purpose };
}

/** When time alone could next turn a `when` true (at once, if it already has and nobody looked); undefined: never. */
export function nextFlipOf(turn: Turn): number | undefined {
  let next: number | undefined;
  for (const journey of turn.program.timedConditionEntries) {
    const { when } = journey;
    const stored = turn.state.whens[journey.hash];
    if (!when || stored === undefined || (stored && !when.mayComeBack)) continue;
    const subject = subjectNow(turn, journey);
    const at = !stored && when.test(subject) ? turn.at : when.nextFlip?.(subject);
    if (at !== undefined && (next === undefined || at < next)) next = at;
  }
  return next;
}
