// History entries as stored: times and positions in a request as differences to the previous ones, an event's hash
// omitted (it follows from the id), and a decision's event omitted where it is the one right before. Most of the rest
// repeats, and costs little.
import { hash } from 'node:crypto';
import type { HistoryEntry } from '../../domain/profile/history.ts';

type EventEntry = Extract<HistoryEntry, { type: 'event' }>;
type PackedEntry = Record<string, unknown> & { t: number };

const HASH_CHARACTERS = 8;
/** The domain's idHash, computed natively: reading a long history hashes every event. */
const idHash = (id: string): string => hash('sha256', id, 'base64url').slice(0, HASH_CHARACTERS);

export function packEntries(entries: readonly HistoryEntry[]): PackedEntry[] {
  let last = 0;
  let before: EventEntry['event'] | undefined;
  return entries.map((entry) => {
    const packed: PackedEntry = { ...entry, t: entry.t - last };
    last = entry.t;
    if (entry.type === 'event') {
      packEvent(packed, entry, before?.index);
      before = entry.event;
    } else if (before && packed.event === before.id) packed.event = 0;
    if (typeof packed.until === 'number') packed.until -= entry.t;
    return packed;
  });
}

function packEvent(packed: PackedEntry, { t, hash: known, event }: EventEntry, indexBefore = 0): void {
  const { occurredAt, acceptedAt, clientAt } = event;
  packed.event = {
    ...event,
    acceptedAt: acceptedAt - t,
    occurredAt: occurredAt - acceptedAt,
    clientAt: clientAt === null ? null : clientAt - occurredAt,
    index: event.index - indexBefore,
  };
  if (known === idHash(event.id)) delete packed.hash;
}

export function unpackEntries(stored: readonly PackedEntry[]): HistoryEntry[] {
  let last = 0;
  let before: EventEntry['event'] | undefined;
  return stored.map((packed) => {
    last += packed.t;
    const entry: PackedEntry = { ...packed, t: last };
    if (entry.type === 'event') before = unpackEvent(entry, before?.index);
    else if (entry.event === 0) entry.event = before?.id;
    if (typeof entry.until === 'number') entry.until += last;
    return entry as unknown as HistoryEntry;
  });
}

function unpackEvent(entry: PackedEntry, indexBefore = 0): EventEntry['event'] {
  const event = { ...(entry.event as EventEntry['event']) };
  event.acceptedAt += entry.t;
  event.occurredAt += event.acceptedAt;
  if (event.clientAt !== null) event.clientAt += event.occurredAt;
  event.index += indexBefore;
  entry.event = event;
  entry.hash ??= idHash(event.id);
  return event;
}
