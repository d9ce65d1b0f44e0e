// What a gate is: one rule that can keep a message from a person, judged alike by `step` and by the sender.
import type { SendRequest } from '../../../../schemas/effects.ts';
import type { SendChannel } from '../../../../schemas/names.ts';
import type { Program } from '../../../../schemas/program.ts';
import type { Block } from '../../consent/block.ts';
import type { ProfileState } from '../../profile/state.ts';

/** What is known of the person and the channel. */
export interface ReachSubject {
  state: ProfileState;
  purpose: string;
  channel: SendChannel;
  /** Suppressions that count for the person, read strongly; absent in `step`, which knows STATE alone. */
  blocks?: readonly Block[];
}

/** A message about to be decided or, in the sender, about to be handed to the provider. */
export interface SendSubject extends ReachSubject {
  /** In the sender, STATE may count this very send already. */
  sendId: string;
  /** The moment it is judged at. */
  at: number;
  program: Pick<Program, 'channels' | 'timeZone'>;
}

/** Why a message must not go out. `until`: it is held and may be judged again from then on; absent: it is refused. */
export interface Objection<R extends string> {
  reason: R;
  until?: number;
}

interface Rule<S, R extends string> {
  /** Undefined: the message passes. */
  judge(subject: S): Objection<R> | undefined;
  /** Each reason it can give, as a support person reads it. */
  words: Readonly<Record<R, string>>;
}

/** Says whether the person can be reached at all: the `reachable` condition asks it too. */
export interface ReachGate<R extends string = string> extends Rule<ReachSubject, R> {
  about: 'person';
}

/** Says whether this message may go out now. */
export interface SendGate<R extends string = string> extends Rule<SendSubject, R> {
  about: 'send';
  /** Called by `step` once a send was decided, for a gate that keeps count in the state. */
  decided?(state: ProfileState, request: SendRequest): void;
}

export type Gate<R extends string = string> = ReachGate<R> | SendGate<R>;
