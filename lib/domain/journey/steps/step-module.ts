// The contract of a kind of step. A kind is a file beside this one and a line in steps.ts; no other code names it.
import type { Condition } from '../../../../schemas/condition.ts';
import type { OutcomeMessage } from '../../../../schemas/mailbox.ts';
import type { StepHistory, StepKind, StepOf } from '../../../../schemas/steps/steps.ts';
import type { CheckedProgram } from '../../checked-program.ts';
import type { Test } from '../../condition/subject.ts';
import type { Weight } from '../../finding.ts';
import type { Reason, StepEntry } from '../../profile/history.ts';
import type { JourneyState } from '../../profile/state.ts';
import type { CompiledJourney } from '../compiled-journey.ts';
import type { Turn } from '../turn.ts';

/** A step that another leads to, and where the other names it. */
export interface Exit {
  path: PropertyKey[];
  next: string;
}

/** A condition and its location. */
export interface ConditionPlace {
  path: PropertyKey[];
  condition: Condition;
}

/** Of a kind without conditions. One list for all: a program of thousands of journeys is searched at every start. */
export const NO_CONDITIONS: readonly ConditionPlace[] = [];

/** Adds a finding; the path begins at the step. A mistake, unless it says otherwise. */
export type Say = (path: PropertyKey[], detail: string, weight?: Weight) => void;

/** A profile at a step. */
export interface AtStep<K extends StepKind = StepKind> {
  turn: Turn;
  journey: CompiledJourney;
  inside: JourneyState;
  id: string;
  step: StepOf<K>;
  /** Its conditions, compiled, in the order of `conditions`. */
  tests: readonly Test[];
  /** When the step began: a wait counts from there. */
  began: number;
}

/** The result of a step. */
export type Passage =
  /**
   * Continues with the next step, or ends if there is none; `began`: when that one begins, if not when this one did.
   */
  | { next: string | undefined; began?: number }
  /** Held until then. */
  | { until: number; reason?: string }
  /** The run ends here. */
  | { end: string }
  /** The profile stays; the step has set when it is woken (I7). */
  | 'stays';

/** Helpers that give every kind the same wording of reasons. */
export interface Wording {
  /** Such as `: property price is more than 5 (it was 7): yes`; empty if there is no reason. */
  because(why: readonly Reason[] | undefined): string;
}

/** A sentence for each history entry specific to the kind. */
export type StepWords<K extends StepKind> = K extends keyof StepHistory
  ? {
      [W in StepEntry<K>['what']]: (entry: Extract<StepEntry<K>, { what: W }>, wording: Wording) => string;
    }
  : Record<never, never>;

export interface StepModule<K extends StepKind = StepKind> {
  /** Whether its form is one that this release knows: a newer one may have extended the kind. */
  reads(step: StepOf<K>): boolean;
  /** Every step it can lead to: one that is missing here is not checked. */
  exits(step: StepOf<K>): Exit[];
  /** Every condition in it: one that is missing here is not checked, hashed or counted for, and has no test. */
  conditions(step: StepOf<K>): readonly ConditionPlace[];
  /** Checks what its schema cannot, apart from exits and conditions. */
  check?(step: StepOf<K>, program: CheckedProgram, say: Say): void;
  run(at: AtStep<K>): Passage;
  /** Called when the time it was held until has come. Absent: it runs again. */
  onWake?(at: AtStep<K>): Passage;
  /** Called with the outcome of the step's send; undefined: none arrived in time. */
  onOutcome?(at: AtStep<K>, outcome: OutcomeMessage | undefined): Passage;
  words: StepWords<K>;
}
