// A gate: one rule that can hold or refuse a message. `step` and the sender apply it alike.
import type { SendRequest } from '../../../../schemas/effects.ts';
import type { SendChannel } from '../../../../schemas/names.ts';
import type { Program } from '../../../../schemas/program.ts';
import type { Block } from '../../consent/block.ts';
import type { ProfileState } from '../../profile/state.ts';

export interface ReachSubject {
  state: ProfileState;
  purpose: string;
  channel: SendChannel;
  /** Suppressions of the person, read strongly; absent in `step`, which knows STATE alone. */
  blocks?: readonly Block[];
}

/** A message about to be decided or, in the sender, about to be handed to the provider. */
export interface SendSubject extends ReachSubject {
  /** In the sender, STATE may already count this send. */
  sendId: string;
  /** The moment of the check. */
  at: number;
  program: Pick<Program, 'channels' | 'timeZone'>;
}

/** Why a message must not go out. With `until` it is held and checked again from then on; without it is refused. */
export interface Objection<R extends string> {
  reason: R;
  until?: number;
}

interface Rule<S, R extends string> {
  /** Undefined: the message passes. */
  judge(subject: S): Objection<R> | undefined;
  /** Each possible reason, as a support person reads it. */
  words: Readonly<Record<R, string>>;
}

/** Whether the person can be reached at all: the `reachable` condition uses it too. */
export interface ReachGate<R extends string = string> extends Rule<ReachSubject, R> {
  about: 'person';
}

/** Whether this message may go out now. */
export interface SendGate<R extends string = string> extends Rule<SendSubject, R> {
  about: 'send';
  /** Called by `step` after a decision to send, for a gate that keeps a count in the state. */
  decided?(state: ProfileState, request: SendRequest): void;
}

export type Gate<R extends string = string> = ReachGate<R> | SendGate<R>;
