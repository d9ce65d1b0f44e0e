/**
 * The commit: one profile's messages, in order, into its state and out to the world. The order is what makes it safe
 * (docs/ARCHITECTURE.md): read STATE at v; fold; a full tail becomes page H#v; keys, then STATE at v+1 on condition
 * of v; enqueue `out`; and only then delete the messages.
 *
 * - I1: an error leaves the messages in the mailbox; they are redelivered and folded on whatever was committed.
 * - I2: a message taken in before is left out. Its presence shows that v's `out` may not have been enqueued, so it is
 *   enqueued again.
 * - I3: nothing is visible outside that no committed state explains; a retry may decide differently, but never sends
 *   twice.
 * - I9: keys of new sealed values are stored before the state that holds the values. A version conflict throws:
 *   another writer was first, and the messages are folded again on what it wrote.
 */
import type { Envelope, MailboxMessage, WrappedKeys } from '../../../schemas/mailbox.ts';
import type { ProfileId, TraceId } from '../../../schemas/primitives.ts';
import { type Folded, foldBatch, idsToSeek, type Poison, type Traces } from '../../domain/actor/fold.ts';
import { utf8Bytes } from '../../domain/intake/plain-json.ts';
import { indexPage } from '../../domain/profile/history.ts';
import { type ProfileStore, type StoredProfile, TooLarge } from '../../ports/profile-store.ts';
import type { Quarantine } from '../../ports/quarantine.ts';
import { Unavailable } from '../../ports/queue.ts';
import type { Vault } from '../../ports/vault.ts';
import { keysOf, setAside } from '../intake/set-aside.ts';
import type { CompiledPrograms } from '../program/compiled-programs.ts';
import { backFilled } from './back-fill.ts';
import { enqueueOut, type OutPorts } from './enqueue-out.ts';

export interface StepPorts extends OutPorts {
  profiles: ProfileStore;
  programs: CompiledPrograms;
  quarantine: Quarantine;
  vault: Vault;
  /** Called for every commit, for the log: ids only. */
  onCommit?: (committed: Committed) => void;
}

export interface Committed {
  profile: ProfileId;
  version: number;
  /** Messages taken in. */
  taken: number;
  /** Trace ids of those that have one, without repetitions. */
  traces: TraceId[];
  /** The sends that were decided. */
  sendIds: string[];
  /** Unprocessable messages, which were quarantined. */
  poison: number;
}

const EVENTS_A_COMMIT = 64;
const BYTES_A_COMMIT = 64 * 1024;
/** A queue message may have 1 MiB; the rest is left for its envelope. */
const MAIL_BYTES_MAX = 900_000;
/** A shorter text fits whatever it contains. */
const SMALL_LENGTH = 100_000;
/** A key wrapped under a KMS data key, with its id. */
const WRAPPED_KEY_BYTES = 500;

/** Takes in the messages of one profile, in order. Throws where they must stay in the mailbox. */
export async function stepProfile(
  ports: StepPorts,
  profile: ProfileId,
  envelopes: readonly Envelope[],
): Promise<void> {
  const keys: WrappedKeys = Object.assign({}, ...envelopes.map((envelope) => envelope.keys));
  const traces = new Map(
    envelopes.flatMap(({ trace, messages }) =>
      trace === undefined ? [] : messages.map((message) => [message, trace] as const),
    ),
  );
  for (const messages of chunks(envelopes.flatMap((envelope) => envelope.messages)))
    await commitFitting(ports, profile, messages, { keys, traces });
}

/** What arrived with the messages apart from the messages themselves. */
interface BatchContext {
  keys: WrappedKeys;
  traces: Traces;
  /** Found to be too large. */
  aside?: readonly Poison[];
  /** The last try of a message that is too large. */
  last?: boolean;
}

/**
 * A batch that would make the profile too large is committed in halves. When a single message is still too large,
 * parked messages that would now be folded are quarantined first, largest first, then the message itself. So no
 * mailbox stops for lack of room.
 */
async function commitFitting(
  ports: StepPorts,
  profile: ProfileId,
  messages: MailboxMessage[],
  context: BatchContext,
): Promise<void> {
  const [first, second] = messages;
  const full = await isTooLarge(commit(ports, profile, messages, context));
  if (!full || !first) return;
  if (second) {
    const half = Math.ceil(messages.length / 2);
    await commitFitting(ports, profile, messages.slice(0, half), context);
    return commitFitting(ports, profile, messages.slice(half), context);
  }
  const parked = (await ports.profiles.read(profile))?.state.parked?.messages ?? [];
  const sized = parked.map((message) => ({ message, size: JSON.stringify(message).length }));
  const suspects = [...sized.sort((a, b) => b.size - a.size), { message: first }];
  const aside: Poison[] = [];
  for (const { message } of suspects) {
    aside.push({ message, reason: full.message });
    const last = message === first;
    const still = await isTooLarge(commit(ports, profile, messages, { ...context, aside, last }));
    if (!still) return;
    if (last) throw still;
  }
}

async function isTooLarge(committed: Promise<void>): Promise<TooLarge | undefined> {
  try {
    await committed;
    return undefined;
  } catch (error) {
    if (error instanceof TooLarge) return error;
    throw error;
  }
}

async function commit(
  ports: StepPorts,
  profile: ProfileId,
  messages: MailboxMessage[],
  { keys, traces, aside, last }: BatchContext,
): Promise<void> {
  const stored = await ports.profiles.read(profile);
  const version = stored?.version ?? 0;
  const program = await ports.programs.forProfile(stored?.state);
  const before = stored && (await backFilled(ports.profiles, program, stored));
  const inPages = await seek(ports.profiles, before, messages);
  const full = stored?.tailFull === true;
  if (stored && full) for (const id of indexPage(stored.tail).ids) inPages.add(id);
  const tail = full ? [] : (before?.tail ?? []);
  const folded = foldBatch({
    program,
    profile,
    before: before && { state: before.state, tail },
    messages,
    now: ports.clock(),
    inPages,
    known: aside,
    traces,
  });
  if (folded.repeated && stored) await enqueueOut(ports, profile, version, stored.state.out.effects);
  if (!folded.taken) return;
  if (stored && full) await ports.profiles.putPage(profile, version, stored.tail);
  await setAside(ports, profile, folded.poison, keys);
  const state = withMailKeys(folded.state, keys);
  if (!stored) state.counterSet = program.counterSet;
  const text = JSON.stringify([state, folded.tail]);
  if (!last && text.length > SMALL_LENGTH) checkSize(state);
  const newKeys = keysOf(keys, text);
  if (Object.keys(newKeys).length && (await ports.keys.put(profile, newKeys)) === 'erased') return;
  const next = { state, tail: folded.tail, wakeAt: state.wakeAt, ...(last ? { last } : {}) };
  if (!(await ports.profiles.commit(profile, version, next)))
    throw new Unavailable(`another writer committed ${profile} first`);
  ports.onCommit?.(committedOf({ profile, version: version + 1 }, folded, messages, traces));
  await enqueueOut(ports, profile, version + 1, state.out.effects);
}

function committedOf(
  at: Pick<Committed, 'profile' | 'version'>,
  { taken, poison, state }: Folded,
  messages: readonly MailboxMessage[],
  traces: Traces,
): Committed {
  const sendIds = state.out.effects.flatMap((effect) =>
    effect.type === 'send' ? [effect.request.sendId] : [],
  );
  const known = new Set(messages.flatMap((message) => traces.get(message) ?? []));
  return { ...at, taken, traces: [...known], sendIds, poison: poison.length };
}

/** A profile's hand-over travels as plain text with its keys: both must fit into one queue message. */
function checkSize({ out: _, ...kept }: StoredProfile['state']): void {
  const text = JSON.stringify(kept);
  const keys = new Set(text.match(/"\$sealed":\{"k":"[^"]*"/g));
  if (utf8Bytes(text) + keys.size * WRAPPED_KEY_BYTES > MAIL_BYTES_MAX)
    throw new TooLarge('the profile would hold more than it could ever hand over');
}

/** At most 64 events and 64 KB per commit: a larger batch takes several commits. */
function* chunks(messages: MailboxMessage[]): Generator<MailboxMessage[]> {
  let chunk: MailboxMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = JSON.stringify(message).length;
    if (chunk.length && (chunk.length >= EVENTS_A_COMMIT || bytes + size > BYTES_A_COMMIT)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(message);
    bytes += size;
  }
  if (chunk.length) yield chunk;
}

/**
 * The ids among the messages that only pages can contain: the profile's own pages, and those of the profiles it took
 * over.
 */
async function seek(
  profiles: ProfileStore,
  stored: StoredProfile | undefined,
  messages: readonly MailboxMessage[],
): Promise<Set<string>> {
  const found = new Set<string>();
  const asked = new Map<
    string,
    { hashes: Set<string>; filter: ReturnType<typeof idsToSeek>[number]['filter'] }
  >();
  for (const { hash, filter } of idsToSeek(stored, messages)) {
    const key = JSON.stringify(filter);
    const same = asked.get(key) ?? { hashes: new Set(), filter };
    asked.set(key, same);
    same.hashes.add(hash);
  }
  if (!stored) return found;
  for (const { hashes, filter } of asked.values())
    for (const id of [stored.state.id, ...stored.state.tookOver])
      for (const hash of await profiles.findInPages(id, hashes, filter)) found.add(hash);
  return found;
}

/** Forwarded mail carries the keys of the values in it. */
function withMailKeys(state: StoredProfile['state'], keys: WrappedKeys): StoredProfile['state'] {
  if (!Object.keys(keys).length) return state;
  for (const effect of state.out.effects) {
    if (effect.type !== 'mail') continue;
    const needed = keysOf(keys, JSON.stringify(effect.messages));
    if (Object.keys(needed).length) effect.keys = needed;
  }
  return state;
}
