// What the world leaves behind for the judge: what was accepted at the door, what the stores hold, what the providers saw.

import type { HistoryEntry } from '../../lib/domain/profile/history.ts';
import type { ProfileState } from '../../lib/domain/profile/state.ts';
import type { SendRecord } from '../../lib/ports/send-log.ts';
import type { Effect } from '../../schemas/effects.ts';
import type { Fact } from '../../schemas/facts.ts';
import type { EventMessage } from '../../schemas/mailbox.ts';
import type { ProfileId } from '../../schemas/primitives.ts';
import type { Program, Release } from '../../schemas/program.ts';

/** One event at the door: each try brings its own times; `acked`: the client was told that it is taken. */
export interface Accepted {
  id: string;
  mailbox: ProfileId;
  tries: EventMessage[];
  acked: boolean;
  /** `step` cannot take it in. */
  poison?: boolean;
}

/** One call of a provider, from its beginning. */
export interface Call {
  sendId: string;
  channel: string;
  at: number;
  /** Beginning of the invocation that made it. */
  since: number;
  /** What the caller heard; absent: nothing, for it was dead by then. */
  heard?: string;
  /** Number it was for, where it was one. */
  to?: string;
  /** The provider sent it on to a person. */
  delivered: boolean;
}

/** A withdrawal whose BLOCK was in place at `at`. */
export interface Blocked {
  at: number;
  acceptedAt: number;
  profile: ProfileId;
  channel: string;
}

/** A bounce or complaint that was recorded at `at`: the address that this send went to is not to be used again. */
export interface Fault {
  at: number;
  sendId: string;
}

/** Somebody answered STOP to an SMS: a no of that number to everything, recorded at `at`. */
export interface Stopped {
  at: number;
  acceptedAt: number;
  to: string;
}

export interface Commit {
  at: number;
  profile: ProfileId;
  version: number;
  effects: Effect[];
  /** Events in its tail, as `knowing` says them: from here on STATE knows them. */
  knows: string[];
  redirect?: ProfileId;
}

/** An event as one of its tries at the door. */
export const knowing = ({ id, acceptedAt }: Pick<EventMessage, 'id' | 'acceptedAt'>): string =>
  `${id}@${acceptedAt}`;

export interface FinalProfile {
  id: ProfileId;
  state: ProfileState;
  /** Pages and tail, oldest first. */
  history: HistoryEntry[];
}

export interface Evidence {
  accepted: Map<string, Accepted>;
  /** Envelopes that nobody can read. */
  unreadable: number;
  commits: Commit[];
  profiles: Map<ProfileId, FinalProfile>;
  quarantined: { id: string; detail: string }[];
  calls: Call[];
  sends: SendRecord[];
  facts: Fact[];
  blocked: Blocked[];
  faults: Fault[];
  stopped: Stopped[];
  /** What budgets still hold, over all periods, and leases nobody settled. */
  held: { budget: string; micros: number; leases: number }[];
  releases: { release: Release; program: Program; at: number; amounts: Record<string, number> }[];
  waiting: { profile: ProfileId; wakeAt: number }[];
  /** Messages left in each queue. */
  left: Record<string, number>;
  healedAt: number;
  endedAt: number;
  /** It came to rest by itself. */
  rested: boolean;
}
