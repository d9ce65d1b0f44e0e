// I2, taken in once: a ring of the last ids as 48-bit hashes, and the rule for searching pages for an id that has left
// it.
import type { DerivedId, EventMessage } from '../../../schemas/mailbox.ts';
import { shortHash } from '../hash.ts';
import { DAY_MS } from '../time/duration.ts';
import type { ProfileState, Seen } from './state.ts';

const BLOCK = 16;
const BLOCKS = 5; // the last 64 are always there, whatever part of the newest block is filled
const WIDTH = 8;

/** 48 bits of an id, 8 characters. */
export function idHash(id: string): string {
  return shortHash(id, WIDTH);
}

/** A derived id has its key and this part of its time, so that a repeat is found without storing times. */
const PARTS = 24;

/** The id of an event that came without one, accepted then. */
export const derivedId = ({ key, within }: DerivedId, acceptedAt: number): string =>
  partId(key, partOf(acceptedAt, within));

/** The hashes of earlier events that this one repeats: none where its id was given. */
export function earlierHashes({
  derived,
  acceptedAt,
}: Pick<EventMessage, 'derived' | 'acceptedAt'>): string[] {
  if (!derived) return [];
  const part = partOf(acceptedAt, derived.within);
  return Array.from({ length: PARTS }, (_, i) => idHash(partId(derived.key, part - 1 - i)));
}

/** Identifies this event among those that share its derived id, where it may be taken in again: it may say otherwise. */
export function deliveryHash({ id, derived, kind, context, acceptedAt, index }: EventMessage): string {
  const isShared = derived !== undefined && (kind === 'identify' || context.consent !== undefined);
  return idHash(isShared ? `${id}@${acceptedAt}.${index}` : id);
}

const partOf = (acceptedAt: number, within: number): number =>
  Math.floor(acceptedAt / Math.ceil(within / PARTS));

const partId = (key: string, part: number): string => `${key}.${part.toString(36)}`;

export function isSeen(seen: Seen, hash: string): boolean {
  for (const [packed] of seen.blocks)
    for (let i = 0; i < packed.length; i += WIDTH) if (packed.startsWith(hash, i)) return true;
  return false;
}

/**
 * Records an id. A `clientAt` ahead of its acceptance is remembered, because a repeat of it can look recent for a
 * while.
 */
export function markSeen(seen: Seen, hash: string, acceptedAt: number, clientAt: number | null): void {
  let newest = seen.blocks.at(-1);
  if (!newest || newest[0].length >= BLOCK * WIDTH) {
    newest = ['', 0];
    seen.blocks.push(newest);
  }
  newest[0] += hash;
  newest[1] = Math.max(newest[1], acceptedAt);
  if (clientAt !== null && clientAt > acceptedAt) seen.ahead = Math.max(seen.ahead, clientAt);
  while (seen.blocks.length > BLOCKS) {
    const [, latest] = seen.blocks.shift() as [string, number];
    seen.evicted = Math.max(seen.evicted, latest);
  }
}

/**
 * Which pages may hold a repeat of this event that the ring does not; undefined: none. A repeat was first accepted
 * while its id was in the ring or before `evicted`, and its client timestamp is no later than that, unless the client's
 * clock ran ahead.
 */
export function pagesToSearch(
  state: ProfileState,
  event: Pick<EventMessage, 'clientAt' | 'acceptedAt'>,
): { clientAt: number } | { acceptedFrom: number } | undefined {
  const { evicted, ahead } = state.seen;
  if (!evicted) return undefined;
  const day = event.acceptedAt - DAY_MS;
  if (event.clientAt === null || event.clientAt > event.acceptedAt)
    return evicted >= day ? { acceptedFrom: day } : undefined;
  return event.clientAt <= Math.max(evicted, ahead) ? { clientAt: event.clientAt } : undefined;
}

/** The ids of two merged profiles; the other's count as older. */
export function mergedSeen(own: Seen, others: Seen): Seen {
  const blocks = [...others.blocks, ...own.blocks];
  const merged: Seen = {
    blocks,
    evicted: Math.max(own.evicted, others.evicted),
    ahead: Math.max(own.ahead, others.ahead),
  };
  while (merged.blocks.length > 2 * BLOCKS) {
    const [, latest] = merged.blocks.shift() as [string, number];
    merged.evicted = Math.max(merged.evicted, latest);
  }
  return merged;
}
