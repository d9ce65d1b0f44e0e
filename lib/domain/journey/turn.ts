// One message's turn at a profile: the draft that `step` changes, the effects it requests and the history it leaves.
import type { Effect } from '../../../schemas/effects.ts';
import type { MailboxMessage } from '../../../schemas/mailbox.ts';
import type { JsonObject } from '../../../schemas/primitives.ts';
import type { Program } from '../../../schemas/program.ts';
import type { Cause } from '../condition/cause.ts';
import type { Subject } from '../condition/subject.ts';
import type { HistoryEntry, NewEntry } from '../profile/history.ts';
import type { JourneyState, ProfileState } from '../profile/state.ts';
import type { CompiledJourney } from './compiled-journey.ts';

/** The part of the compiled program that journeys use. */
export interface JourneyProgram {
  readonly number: number;
  readonly program: Program;
  /** Journeys entered by `when`, by the causes that can change their condition. */
  readonly conditionEntries: ReadonlyMap<Cause, readonly CompiledJourney[]>;
  /** Of these, the ones that time alone can change. */
  readonly timedConditionEntries: readonly CompiledJourney[];
  /** The live version of a journey. */
  journey(id: string): CompiledJourney | undefined;
  /** The version of a journey that a profile entered, if it is still known. */
  version(id: string, hash: string): CompiledJourney | undefined;
  /** The journeys an event could enter, before their conditions are evaluated. */
  candidates(name: string, properties: JsonObject): readonly CompiledJourney[];
}

export interface Turn<P extends JourneyProgram = JourneyProgram> {
  program: P;
  /** A draft: the caller of `step` keeps its own object unchanged. */
  state: ProfileState;
  /** handledAt: never decreases within a profile. */
  at: number;
  effects: Effect[];
  history: HistoryEntry[];
  /** Why parked messages cannot be taken in, by message id: known from an earlier attempt. */
  unprocessable?: ReadonlyMap<string, string>;
}

/** A parked message cannot be taken in. It is to blame, not the hand-over or wake that unparked it. */
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

/** What conditions of a journey see of a profile inside it. */
export function subjectOf(turn: Turn, journey: CompiledJourney, inside: JourneyState): Subject {
  return {
    state: turn.state,
    properties: inside.event?.properties,
    at: turn.at,
    purpose: journey.source.purpose,
  };
}
