// The fold of a batch over one profile (steps 2 and 3 of the commit): messages taken in before are skipped, messages
// that cannot be taken in are quarantined in order, and the others go through `step`. I2: an id is folded once. I7: the
// next wake is always known.
import type { Effect } from '../../../schemas/effects.ts';
import type { MailboxMessage } from '../../../schemas/mailbox.ts';
import type { ProfileId, TraceId } from '../../../schemas/primitives.ts';
import { note, Unprocessable } from '../journey/turn.ts';
import { type HistoryEntry, indexPage } from '../profile/history.ts';
import { deliveryHash, earlierHashes, idHash, isSeen, markSeen, pagesToSearch } from '../profile/seen.ts';
import { newProfile, type ProfileState } from '../profile/state.ts';
import type { CompiledProgram } from '../program/compile.ts';
import { HOUR_MS, MINUTE_MS } from '../time/duration.ts';
import { saysOtherwise, withoutYes } from './says-otherwise.ts';
import { nextWake, takeMessage } from './step.ts';
import type { ActorTurn } from './turn.ts';

/** Waits shorter than this go to the timers queue at once; the sweep would find them late. */
const TIMER_MS = 15 * MINUTE_MS;
/** A wake that cannot be taken in would otherwise be due again at once, endlessly. */
const AFTER_FAILED_WAKE_MS = HOUR_MS;

export interface Before {
  state: ProfileState;
  tail: HistoryEntry[];
}

export interface Poison {
  message: MailboxMessage;
  reason: string;
}

export interface Folded {
  state: ProfileState;
  tail: HistoryEntry[];
  /** Number of new messages. 0: nothing to commit. */
  taken: number;
  /**
   * A message had already been taken in: the previous handler died after its commit, so its `out` must be enqueued
   * again.
   */
  repeated: boolean;
  /** The unprocessable messages among those of this fold. */
  poison: Poison[];
}

/** The ids in `messages` that only pages could contain, and which pages to search. */
export function idsToSeek(
  before: Before | undefined,
  messages: readonly MailboxMessage[],
): { hash: string; filter: NonNullable<ReturnType<typeof pagesToSearch>> }[] {
  if (!before?.state.seen.evicted) return [];
  const inTail = indexPage(before.tail).ids;
  return messages.flatMap((message) => {
    if (message.type !== 'event') return [];
    const filter = pagesToSearch(before.state, message);
    const hashes = filter ? [idHash(message.id), ...earlierHashes(message)] : [];
    if (!filter || hashes.some((hash) => isSeen(before.state.seen, hash) || inTail.has(hash))) return [];
    return hashes.map((hash) => ({ hash, filter }));
  });
}

export type Traces = ReadonlyMap<MailboxMessage, TraceId>;

export interface Fold {
  program: CompiledProgram;
  profile: ProfileId;
  /** Its `tail` is what the new tail begins with: empty where the old one has just become a page. */
  before: Before | undefined;
  messages: readonly MailboxMessage[];
  now: number;
  /** Hashes found in pages, and those of the tail that has just become one. */
  inPages: ReadonlySet<string>;
  /** Messages known to be unprocessable. */
  known?: readonly Poison[] | undefined;
  traces?: Traces | undefined;
}

export function foldBatch(fold: Fold): Folded {
  const poison: Poison[] = [...(fold.known ?? [])];
  for (;;) {
    const { folded, failed } = foldOnce(fold, poison);
    if (folded) return folded;
    poison.push(failed);
  }
}

type Attempt = { folded: Folded; failed?: undefined } | { folded?: undefined; failed: Poison };

function foldOnce(fold: Fold, poison: readonly Poison[]): Attempt {
  const { program, profile, before, messages, now, inPages, traces } = fold;
  const state = before ? structuredClone(before.state) : newProfile(profile);
  const unprocessable = new Map(poison.map(({ message, reason }) => [message.id, reason]));
  const at = Math.max(now, state.handledAt);
  const turn: ActorTurn = { program, state, at, effects: [], history: [], unprocessable };
  const lastOut = new Set(state.out.ids);
  const known = new Set([...inPages, ...indexPage(before?.tail ?? []).ids]);
  const ids = new Set<string>();
  let repeated = false;
  // The ring as it was before the batch counts too: hashes that this batch pushes out of it were not searched for in
  // pages.
  const isTaken = (hash: string) =>
    known.has(hash) || isSeen(turn.state.seen, hash) || (before && isSeen(before.state.seen, hash));
  /** What the message says that was not taken in before; undefined: nothing. */
  const newsOf = (message: MailboxMessage, hash: string): MailboxMessage | undefined => {
    if (message.type !== 'event' || !message.derived) return isTaken(hash) ? undefined : message;
    if (!isTaken(hash) && !earlierHashes(message).some(isTaken)) return message;
    const own = deliveryHash(message);
    const old = lastOut.has(own) || ids.has(own) || !saysOtherwise(turn.state, message);
    return old ? undefined : withoutYes(message);
  };
  for (const message of messages) {
    const hash = idHash(message.id);
    const own = message.type === 'event' ? deliveryHash(message) : hash;
    const always = message.type === 'wake' || message.type === 'link';
    const news = always ? message : newsOf(message, hash);
    repeated ||= !news || lastOut.has(own);
    if (!news) continue;
    ids.add(own);
    if (!always) {
      known.add(hash);
      const event = message.type === 'event';
      markSeen(turn.state.seen, hash, event ? message.acceptedAt : turn.at, event ? message.clientAt : null);
    }
    const reason = unprocessable.get(message.id);
    if (reason !== undefined) {
      turn.state.handledAt = turn.at;
      note(turn, { type: 'quarantined', id: message.id, reason });
    } else {
      const earlier = turn.effects.length;
      try {
        takeMessage(turn, news);
        trace(turn.effects.slice(earlier), traces?.get(message));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { failed: { message: error instanceof Unprocessable ? error.parked : news, reason } };
      }
    }
  }
  const isWake = ({ type }: MailboxMessage) => type === 'wake';
  const notBefore = poison.some(({ message }) => isWake(message)) ? turn.at + AFTER_FAILED_WAKE_MS : 0;
  setWake(turn, messages.some(isWake), notBefore);
  turn.state.out = { ids: [...ids], effects: turn.effects };
  const tail = [...(before?.tail ?? []), ...turn.history];
  const set = new Set(turn.history.flatMap((entry) => (entry.type === 'quarantined' ? [entry.id] : [])));
  const met = poison.filter(({ message }) => set.has(message.id));
  return { folded: { state: turn.state, tail, taken: ids.size, repeated, poison: met } };
}

/**
 * Effects carry the trace of the message that caused them while they lie in `out`. State and history store no trace.
 */
function trace(effects: readonly Effect[], id: TraceId | undefined): void {
  if (id === undefined) return;
  for (const effect of effects) {
    if (effect.type === 'send') effect.request.trace = id;
    if (effect.type === 'mail') effect.trace = id;
  }
}

/** The index keeps an earlier wake that is not due yet: waking early is harmless, moving an index key costs a write. */
function setWake(turn: ActorTurn, woken: boolean, notBefore: number): void {
  const { state } = turn;
  const next = nextWake(turn);
  if (next === undefined) {
    delete state.wakeAt;
    delete state.timerAt;
    return;
  }
  const wake = Math.max(next, notBefore);
  const keeps = state.wakeAt !== undefined && state.wakeAt <= wake && state.wakeAt > turn.at;
  if (!keeps) state.wakeAt = wake;
  if (wake - turn.at < TIMER_MS && (woken || state.timerAt !== wake)) {
    state.timerAt = wake;
    turn.effects.push({ type: 'timer', wakeAt: wake });
  }
}
