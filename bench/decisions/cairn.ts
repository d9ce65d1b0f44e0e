// Cairn's side, all of it production code, at three depths: the decision alone, the decision with its reasons and the
// entry, and the whole turn of a mailbox message.

import { step } from '../../lib/domain/actor/step.ts';
import { enterOnEvent } from '../../lib/domain/journey/enter.ts';
import type { Turn } from '../../lib/domain/journey/turn.ts';
import type { CompiledProgram } from '../../lib/domain/program/compile.ts';
import { NOW, type Occurrence } from './workload.ts';

/** The ids of the journeys that one occurrence enters. */
export type Judge = (program: CompiledProgram, occurrence: Occurrence) => string[];

/** Candidates from the index, then each one's compiled condition: the first checks of `enterOnEvent`. */
export const decide: Judge = (program, { event, state }) => {
  const entered: string[] = [];
  const subject = { state, properties: event.properties, at: event.occurredAt, purpose: '' };
  for (const journey of program.candidates(event.name, event.properties)) {
    subject.purpose = journey.source.purpose;
    if (journey.enterIf?.(subject) ?? true) entered.push(journey.id);
  }
  return entered;
};

/** With caps on re-entry and age, the reasons kept (I8), the entry and its first step. */
export const decideAndEnter: Judge = (program, { event, state }) => {
  const turn: Turn = { program, state: { ...state, journeys: {} }, at: NOW, effects: [], history: [] };
  enterOnEvent(turn, event);
  return Object.keys(turn.state.journeys);
};

/** Everything that an event does to a profile. */
export const wholeStep: Judge = (program, { event, state }) =>
  Object.keys(step(program, state, event, NOW).state.journeys);
