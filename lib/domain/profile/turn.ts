// One message's turn at a profile: the draft that `step` works on, the effects it asks for and the history it leaves.
import type { Effect } from '../../../schemas/effects.ts';
import type { CompiledProgram } from '../program/compile.ts';
import type { HistoryEntry } from './history.ts';
import type { ProfileState } from './state.ts';

export interface Turn {
  program: CompiledProgram;
  /** A draft of its own: whoever calls `step` keeps what it passed in. */
  state: ProfileState;
  /** handledAt: never goes back within a profile. */
  at: number;
  effects: Effect[];
  history: HistoryEntry[];
}

type WithoutTime<T> = T extends unknown ? Omit<T, 't'> : never;

export function note(turn: Turn, entry: WithoutTime<HistoryEntry>): void {
  turn.history.push({ t: turn.at, ...entry } as HistoryEntry);
}
