// The evidence of a world for the judge: what was accepted at the door, what the stores hold, what the providers
// received.

import type { Alert, Decision } from '../../lib/domain/budget/book.ts';
import type { HistoryEntry } from '../../lib/domain/profile/history.ts';
import type { ProfileState } from '../../lib/domain/profile/state.ts';
import type { ChannelTotal } from '../../lib/ports/money-store.ts';
import type { SendRecord } from '../../lib/ports/send-log.ts';
import type { RoiReport } from '../../schemas/api/reports.ts';
import type { Effect } from '../../schemas/effects.ts';
import type { Fact } from '../../schemas/facts.ts';
import type { EventMessage } from '../../schemas/mailbox.ts';
import type { SendChannel } from '../../schemas/names.ts';
import type { JsonObject, ProfileId } from '../../schemas/primitives.ts';
import type { Program, Release } from '../../schemas/program.ts';

/** A judge's view of a posted event: what the door must make of the call. */
export type PostedEvent = Pick<
  EventMessage,
  'id' | 'name' | 'occurredAt' | 'acceptedAt' | 'index' | 'properties' | 'anonymous'
>;

/** One event at the door: each attempt has its own times; `acked`: the client received a confirmation. */
export interface Accepted {
  id: string;
  mailbox: ProfileId;
  tries: PostedEvent[];
  acked: boolean;
  /** `step` cannot take it in. */
  poison?: boolean;
}

/** A response of the door to a request, by message ids. */
export interface DoorAnswer {
  at: number;
  /** What the client had posted: valid events and invalid ones. */
  good: string[];
  bad: string[];
  /** What the door reported. */
  accepted: number;
  refused: string[];
}

/** A yes or no as a person meant it. */
export interface Said {
  mailbox: ProfileId;
  given: boolean;
  /** Undefined: the words do not tell. */
  channels?: readonly SendChannel[] | undefined;
  /** Each time at which the door accepted it. */
  tries: number[];
  /** When the client was told; absent: never. */
  answeredAt?: number;
  refused?: boolean;
}

/** Rows of spend at the door, by each time of acceptance. */
export interface SpendTry {
  rows: readonly { date: string; channel: string; campaign: string; amount: string; currency: string }[];
  acceptedAt: number;
  acked: boolean;
}

/** A budget's book as it was put. */
export interface PutBook {
  at: number;
  budget: string;
  start: string;
  decisions: Decision[];
  alerts: Alert[];
}

/** One call of a provider, from its beginning. */
export interface Call {
  sendId: string;
  channel: string;
  at: number;
  /** Beginning of the invocation that made it. */
  since: number;
  /** The response the caller received; absent: none, because it was dead by then. */
  heard?: string;
  /** The recipient's number, if it has one. */
  to?: string;
  /** Tokens of the links in it. */
  links?: { off?: string; looks: string[] };
  /** The provider delivered it to a person. */
  delivered: boolean;
}

/** A withdrawal whose suppression was in place at `at`. */
export interface Blocked {
  at: number;
  acceptedAt: number;
  profile: ProfileId;
  channel: string;
}

/** A bounce or complaint recorded at `at`: the address of this send must not be used again. */
export interface Fault {
  at: number;
  sendId: string;
}

/** A STOP in reply to an SMS, recorded at `at`: a withdrawal of that number from every purpose. */
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
  /** Events in its tail, by their keys: from here on STATE includes them. */
  knows: string[];
  redirect?: ProfileId;
}

/** Identifies an event as accepted by one of its attempts at the door. */
export const eventKey = ({ id, acceptedAt }: Pick<EventMessage, 'id' | 'acceptedAt'>): string =>
  `${id}@${acceptedAt}`;

export interface FinalProfile {
  id: ProfileId;
  state: ProfileState;
  /** Pages and tail, oldest first. */
  history: HistoryEntry[];
}

export interface Evidence {
  accepted: Map<string, Accepted>;
  /** Number of unreadable envelopes. */
  unreadable: number;
  commits: Commit[];
  profiles: Map<ProfileId, FinalProfile>;
  quarantined: { id: string; detail: string }[];
  calls: Call[];
  sends: SendRecord[];
  /** Every fact that the queue took, as often as it did. */
  facts: Fact[];
  answers: DoorAnswer[];
  said: Said[];
  /** When each event was first in the mailbox, and each bad one in quarantine. */
  mailedAt: ReadonlyMap<string, number>;
  setAsideAt: ReadonlyMap<string, number>;
  /** Mended calls by their number `n`; each must be taken in once. */
  mended: ReadonlyMap<number, { mailbox: ProfileId; acked: boolean }>;
  spends: SpendTry[];
  /** Real prices that providers reported and the receipts' door acknowledged, in micros of USD. */
  prices: ReadonlyMap<string, number>;
  totals: ChannelTotal[];
  report: RoiReport | undefined;
  /** Under a model that totals do not hold: computed from the orders of each day. */
  ordersReport: RoiReport | undefined;
  books: PutBook[];
  /** `held`: right after the grant. */
  /** `late`: a write of a dead process, which nobody can spend. */
  grants: { at: number; budget: string; start: string; held: number; late: boolean }[];
  news: { at: number; way: 'bus' | 'finance'; what: string; detail: JsonObject }[];
  /** When a reader received a confirmation, by the event's id. */
  unsubscribes: { at: number; id: string }[];
  /** Wakes handed out by a sweep that knew the mailbox to be too deep. */
  floods: number;
  blocked: Blocked[];
  faults: Fault[];
  stopped: Stopped[];
  /** What budgets still hold, over all periods, and unsettled leases. */
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
