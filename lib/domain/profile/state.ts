// The state of a profile: the body of STATE. One writer per profile changes it, only through `step`. Each part has its
// slice.
import type { Effect } from '../../../schemas/effects.ts';
import type { Touchpoint } from '../../../schemas/facts.ts';
import type { MailboxMessage, Sealed } from '../../../schemas/mailbox.ts';
import type { Json, JsonObject, ProfileId } from '../../../schemas/primitives.ts';
import type { Consents } from '../consent/consent.ts';
import type { CounterState } from '../counter/counters.ts';
import { parts, slices } from './slices/slices.ts';

export interface Device {
  token: Sealed;
  platform: 'ios' | 'android';
  at: number;
}

/** A profile's place in a journey. `sending` waits for the outcome; `done` is kept for re-entry and the goal. */
export interface JourneyState {
  /** Content hash of the journey version it entered. */
  hash: string;
  /** Profile id the run was born with: part of every sendId, so a merge changes no id (I3). */
  born: ProfileId;
  entry: number;
  /** Acceptance time of the event that it entered on; waits and re-entry count from it. */
  enteredAt: number;
  /** That event's own time: only later events can reach the goal or leave the journey. */
  since: number;
  phase: 'waiting' | 'sending' | 'done';
  step?: string;
  /** Visits of each step in this run. */
  visit: number;
  wakeAt?: number;
  sendId?: string;
  event?: { name: string; properties: JsonObject; occurredAt: number };
  goalUntil?: number;
  goalAt?: number;
}

/** The ids of the last events taken in (I2): blocks of 16, each with its latest acceptance time. */
export interface Seen {
  /** [packed 48-bit hashes as base64url, 8 characters each; latest acceptedAt]. Oldest first. */
  blocks: [string, number][];
  /** Latest acceptedAt of the ids that left the ring; 0 while none has. */
  evicted: number;
  /** Latest client timestamp that was ahead of its acceptance; 0 if none was. */
  ahead: number;
}

export interface Parked {
  awaiting: ProfileId[];
  until: number;
  messages: MailboxMessage[];
  bytes: number;
}

export interface ProfileState {
  id: ProfileId;
  createdAt: number;
  /** handledAt of the last batch; it never decreases. */
  handledAt: number;
  /** Latest release number that folded it: an instance with an older release reloads. */
  program: number;
  /** Set once, never changed: everything is forwarded there. */
  redirect?: ProfileId;
  userId?: Sealed;
  traits: Record<string, Json>;
  /** Traits that a server set last: a browser may not change an address a server set. */
  serverSet: string[];
  devices: Device[];
  timeZone?: string;
  locale?: string;
  lastIp?: Sealed;
  /**
   * Hash of the counters that the program wanted when last checked; if it differs, new ones are back-filled from
   * history.
   */
  counterSet?: string;
  consent: Consents;
  /** Addresses that `step` must not choose (channel -> hash of the address); the sender reads BLOCK itself. */
  unreachable: Record<string, string>;
  complained: string[];
  counters: Record<string, CounterState>;
  journeys: Record<string, JourneyState>;
  /** Last value of each `when` entry that time alone can change, by the journey's content hash. */
  whens: Record<string, boolean>;
  touchpoints: Touchpoint[];
  /** Anonymous profiles that were asked for their hand-over; they may hand over to another user. */
  linked: ProfileId[];
  /** Those whose hand-over was folded: their history is part of this profile's. */
  tookOver: ProfileId[];
  seen: Seen;
  parked?: Parked;
  /**
   * Last known context.consent.categoryPreferences (Segment), by `browser/purpose`: only a change is a consent or a
   * withdrawal.
   */
  preferences: Record<string, boolean>;
  /** The wake time that the wake index holds. */
  wakeAt?: number;
  /** The last wake requested from the timers queue. */
  timerAt?: number;
  /** Effects of the commit that wrote this state, and the hashes of the messages it folded. */
  out: { ids: string[]; effects: Effect[] };
}

/** An empty profile, before its first message. */
export function newProfile(id: ProfileId): ProfileState {
  const state: Partial<Record<keyof ProfileState, unknown>> = {};
  for (const part of parts) {
    const value = slices[part].empty(id);
    if (value !== undefined) state[part] = value;
  }
  return state as ProfileState;
}
