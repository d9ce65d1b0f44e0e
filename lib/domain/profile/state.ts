// What a profile is: the body of STATE. One writer per profile changes it, through `step`, and nobody else. Each part has its slice.
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

/** Where a profile is in a journey. `sending` waits for the sender's answer; `done` remembers for re-entry and goal. */
export interface JourneyState {
  /** Content hash of the journey version it entered. */
  hash: string;
  /** Profile id the entry was born with: part of every sendId, so a merge changes none (I3). */
  born: ProfileId;
  entry: number;
  /** Acceptance of what it entered on; waits and re-entry count from it. */
  enteredAt: number;
  /** That event's own time: only what happened since can reach the goal or leave the journey. */
  since: number;
  phase: 'waiting' | 'sending' | 'done';
  step?: string;
  /** Visits of each step in this entry. */
  visit: number;
  wakeAt?: number;
  sendId?: string;
  event?: { name: string; properties: JsonObject; occurredAt: number };
  goalUntil?: number;
  goalAt?: number;
}

/** The ids of the last events taken in (I2): blocks of 16, each with the latest acceptance in it. */
export interface Seen {
  /** [packed 48-bit hashes as base64url, 8 characters each; latest acceptedAt]. Oldest first. */
  blocks: [string, number][];
  /** Latest acceptedAt among the ids no longer here; 0 while all are. */
  evicted: number;
  /** Latest client timestamp that lay ahead of its acceptance; 0 where none. */
  ahead: number;
}

export interface Parked {
  /** Anonymous profiles whose hand-over is awaited. */
  awaiting: ProfileId[];
  until: number;
  messages: MailboxMessage[];
  bytes: number;
}

export interface ProfileState {
  id: ProfileId;
  createdAt: number;
  /** handledAt of the last batch: never goes back. */
  handledAt: number;
  /** Latest release number that folded it: an instance behind reloads. */
  program: number;
  /** Set once, never changed: everything is forwarded there. */
  redirect?: ProfileId;
  userId?: Sealed;
  traits: Record<string, Json>;
  /** Who set a trait last where it was a server: a browser may not change an address a server set. */
  serverSet: string[];
  devices: Device[];
  timeZone?: string;
  locale?: string;
  lastIp?: Sealed;
  /** Hash of the counters the program wanted at the last look; when it differs, new ones are back-filled from history. */
  counterSet?: string;
  consent: Consents;
  /** Addresses and purposes that step must not choose; the sender reads BLOCK itself. channel -> hash of the address. */
  unreachable: Record<string, string>;
  complained: string[];
  counters: Record<string, CounterState>;
  journeys: Record<string, JourneyState>;
  /** Value at the last look of each entry `when` that time alone can turn, by the journey's content hash. */
  whens: Record<string, boolean>;
  touchpoints: Touchpoint[];
  /** Anonymous profiles that were asked for their hand-over; it may go to somebody else. */
  linked: ProfileId[];
  /** Those whose hand-over was folded: their history is part of this one's. */
  tookOver: ProfileId[];
  seen: Seen;
  parked?: Parked;
  /** Segment's context.consent.categoryPreferences at the last look, by `browser/purpose`: only a change is a yes or a no. */
  preferences: Record<string, boolean>;
  /** The wake-up time that the wake index holds. */
  wakeAt?: number;
  /** The last wake-up asked of the timers queue. */
  timerAt?: number;
  /** Effects of the commit that wrote this, and the hashes of the messages it folded. */
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
