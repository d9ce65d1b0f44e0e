// The history of a profile: what was taken in and what was decided, with the reason (I8). It lies in STATE's tail, then
// in pages.
import type { EventMessage } from '../../../schemas/mailbox.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { Reason } from '../../../schemas/reason.ts';
import type { StepHistory } from '../../../schemas/steps/steps.ts';

export type { Reason };

/** A profile in a journey, in the run of this number (0: it did not enter). */
interface InJourney {
  t: number;
  type: 'journey';
  journey: string;
  entry: number;
}

/** What every journey records, by `what`. `event`: id of the event that caused the decision. */
interface JourneyHistory {
  entered: { event?: string; program: number; why: Reason[] };
  'not-entered': {
    reason: string;
    why?: Reason[];
    event?: string;
    /** How many events of one batch were decided alike; `event` is the last of them. Absent: one. */
    times?: number;
  };
  waits: { step: string; until: number; reason?: string };
  goal: { step?: string; event: string };
  /** Left by an exit, or was removed. */
  exited: { step?: string; reason: string };
  /** Reached its end; with a reason unless it ended after its last step. */
  finished: { step?: string; reason?: string };
}

type EntriesOf<H> = { [W in keyof H]: InJourney & { what: W } & H[W] }[keyof H];
/** Entries specific to a kind of step. */
export type StepEntry<K extends keyof StepHistory = keyof StepHistory> = K extends K
  ? EntriesOf<StepHistory[K]> & { step: string }
  : never;
export type JourneyEntry = EntriesOf<JourneyHistory> | StepEntry;

/** `t` is handledAt. It never decreases within a profile. */
export type HistoryEntry =
  | {
      t: number;
      type: 'event';
      /** 48-bit hash of the event id, base64url (I2). */
      hash: string;
      event: Omit<EventMessage, 'type' | 'derived'>;
      source?: 'released' | 'hand-over';
    }
  | JourneyEntry
  | {
      t: number;
      type: 'outcome';
      sendId: string;
      journey: string;
      step: string;
      channel: string;
      status: string;
      reason?: string;
    }
  | {
      t: number;
      type: 'receipt';
      sendId: string;
      journey: string;
      step: string;
      channel: string;
      event: string;
      bot?: boolean;
    }
  | {
      t: number;
      type: 'consent';
      purpose: string;
      channel: string;
      given: boolean;
      counts: boolean;
      source?: string;
      wording?: string;
    }
  /** `moved` false: an alias named it, and it had nothing to hand over, or had become another user. */
  | { t: number; type: 'linked'; from?: ProfileId; to?: ProfileId; moved?: false }
  | { t: number; type: 'quarantined'; id: string; reason: string };

type WithoutTime<T> = T extends unknown ? Omit<T, 't'> : never;
/** An entry before its turn sets the time. */
export type NewEntry = WithoutTime<HistoryEntry>;

/** Describes the events of a page or tail, so that I2 searches only where an id can be. */
export interface PageIndex {
  ids: Set<string>;
  clientMin: number;
  clientMax: number;
  acceptedMax: number;
}

/** The index of a page's entries; the same entries give the same index. */
export function indexPage(entries: readonly HistoryEntry[]): PageIndex {
  const index: PageIndex = {
    ids: new Set(),
    clientMin: Number.MAX_SAFE_INTEGER,
    clientMax: 0,
    acceptedMax: 0,
  };
  for (const entry of entries) {
    if (entry.type !== 'event') continue;
    index.ids.add(entry.hash);
    const { clientAt, acceptedAt } = entry.event;
    index.clientMin = Math.min(index.clientMin, clientAt ?? acceptedAt);
    index.clientMax = Math.max(index.clientMax, clientAt ?? acceptedAt);
    index.acceptedMax = Math.max(index.acceptedMax, acceptedAt);
  }
  return index;
}
