// One message's turn at a profile: the draft that `step` works on, the effects it asks for and the history it leaves.
import type { Effect } from '../../../schemas/effects.ts';
import type { MailboxMessage } from '../../../schemas/mailbox.ts';
import type { JsonObject } from '../../../schemas/primitives.ts';
import type { Program } from '../../../schemas/program.ts';
import type { Cause } from '../condition/cause.ts';
import type { Subject } from '../condition/subject.ts';
import type { HistoryEntry, NewEntry } from '../profile/history.ts';
import type { JourneyState, ProfileState } from '../profile/state.ts';
import type { CompiledJourney } from './compiled-journey.ts';

/** What journeys ask of the compiled program. */
export interface JourneyProgram {
  readonly number: number;
  readonly program: Program;
  /** Journeys entered by `when`, by what can turn them. */
  readonly conditionEntries: ReadonlyMap<Cause, readonly CompiledJourney[]>;
  /** Of these, the ones that time alone can turn. */
  readonly timedConditionEntries: readonly CompiledJourney[];
  /** A journey as it is live. */
  journey(id: string): CompiledJourney | undefined;
  /** The version of a journey that a profile entered, if it is still known. */
  version(id: string, hash: string): CompiledJourney | undefined;
  /** The journeys an event could enter, before their own conditions are asked. */
  candidates(name: string, properties: JsonObject): readonly CompiledJourney[];
}

export interface Turn<P extends JourneyProgram = JourneyProgram> {
  program: P;
  /** A draft of its own: whoever calls `step` keeps what it passed in. */
  state: ProfileState;
  /** handledAt: never goes back within a profile. */
  at: number;
  effects: Effect[];
  history: HistoryEntry[];
  /** Why parked messages cannot be taken in, by their id: known from a try before this one. */
  unprocessable?: ReadonlyMap<string, string>;
}

/** A parked message cannot be taken in: it is that one's fault, not the hand-over's or the wake's that had it unparked. */
export class Unprocessable extends Error {
  override name = 'Unprocessable';
  readonly parked: MailboxMessage;

  constructor(parked: MailboxMessage, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.parked = parked;
  }
}

export function note(turn: Turn, entry: NewEntry): void {
  turn.history.push({ t: turn.at, ...entry } as HistoryEntry);
}

/** What conditions of a journey look at, of a profile inside it. */
export function subjectOf(turn: Turn, journey: CompiledJourney, inside: JourneyState): Subject {
  return {
    state: turn.state,
    properties: inside.event?.properties,
    at: turn.at,
    purpose: journey.source.purpose,
  };
}
