// A profile as stored: its state and the tail of its history, each a frame (frames.ts). Text common to every state is
// left to the dictionary, empty fields are omitted, counters lose their keys, and hashes are stored as raw bits,
// without overhead.

import type { ProfileId } from '../../../schemas/primitives.ts';
import type { CounterState } from '../../domain/counter/counters.ts';
import type { HistoryEntry } from '../../domain/profile/history.ts';
import { newProfile, type ProfileState, type Seen } from '../../domain/profile/state.ts';
import { packFrames, unpackFrames } from './frames.ts';
import { packBuckets, unpackBuckets } from './packed-buckets.ts';
import { packEntries, unpackEntries } from './packed-history.ts';
import { Unreadable } from './reach.ts';

/** Length of an event's hash and of a value's hash in a counter's ring. */
const EVENT_CHARACTERS = 8;
const VALUE_CHARACTERS = 6;

export function encodeProfile(
  state: ProfileState,
  tail: readonly HistoryEntry[],
): { body: Uint8Array; tail: Uint8Array } {
  const out = new HashesOut();
  const packed: Record<string, unknown> = {
    ...state,
    seen: packSeen(state.seen, out),
    out: { ...state.out, ids: state.out.ids.map((id) => out.refer(id)) },
    counters: mapValues(state.counters, (counter) => packCounter(counter, out)),
  };
  for (const [key, value] of Object.entries(newProfile(state.id)))
    if (isEmpty(value) && isEmpty(packed[key])) delete packed[key];
  const [body, history] = packFrames([packed, packEntries(tail)], out.characters);
  if (!body || !history) throw new TypeError('two values make two frames');
  return { body, tail: history };
}

/** Values that newProfile creates by itself: empty numbers, lists and records. */
function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === 0;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

type PackedState = Omit<Partial<ProfileState>, 'seen' | 'out' | 'counters'> & {
  seen?: PackedSeen;
  out?: { ids: (number | string)[]; effects: ProfileState['out']['effects'] };
  counters?: Record<string, PackedCounter>;
};

export function decodeProfile(
  profile: ProfileId,
  stored: { body: Uint8Array; tail: Uint8Array },
): { state: ProfileState; tail: HistoryEntry[] } {
  const { values, characters } = unpackFrames([stored.body, stored.tail]);
  const packed = values[0] as PackedState;
  if (packed.id !== profile) throw new Unreadable(`the body of ${profile} says it is another's`);
  const { seen, out, counters = {}, ...rest } = packed;
  const hashes = new HashesIn(characters);
  const unpacked: ProfileState = { ...newProfile(profile), ...rest };
  if (seen) unpacked.seen = unpackSeen(seen, hashes);
  if (out) unpacked.out = { ...out, ids: out.ids.map((id) => hashes.referred(id)) };
  unpacked.counters = mapValues(counters, (counter) => unpackCounter(counter, hashes));
  return { state: unpacked, tail: unpackEntries(listOf(values[1])) };
}

export function encodePage(entries: readonly HistoryEntry[]): Uint8Array {
  const [body] = packFrames([packEntries(entries)]);
  if (!body) throw new TypeError('one value makes one frame');
  return body;
}

export const decodePage = (body: Uint8Array): HistoryEntry[] =>
  unpackEntries(listOf(unpackFrames([body]).values[0]));

function listOf(value: unknown): Parameters<typeof unpackEntries>[0] {
  if (!Array.isArray(value)) throw new Unreadable('a history that is no list');
  return value;
}

const BASE64URL = /^[\w-]*$/;

/** Concatenated hashes, in the order in which they are read again. A value that is not a hash stays in place. */
class HashesOut {
  characters = '';

  put(hashes: string, characters: number): number | string {
    if (hashes.length % characters || !BASE64URL.test(hashes)) return hashes;
    this.characters += hashes;
    return hashes.length / characters;
  }

  /**
   * The position of an event's hash that was put before, counted from the end because those of the last batch are the
   * newest.
   */
  refer(hash: string): number | string {
    const at = hash.length === EVENT_CHARACTERS ? this.characters.lastIndexOf(hash) : -1;
    return at < 0 || at % EVENT_CHARACTERS ? hash : (this.characters.length - at) / EVENT_CHARACTERS;
  }
}

class HashesIn {
  readonly #characters: string;
  #at = 0;

  constructor(characters: string) {
    this.#characters = characters;
  }

  next(put: number | string, characters: number): string {
    if (typeof put === 'string') return put;
    const from = this.#at;
    this.#at += put * characters;
    return this.#characters.slice(from, this.#at);
  }

  /** Called after all event hashes were read, and before anything behind them. */
  referred(place: number | string): string {
    if (typeof place === 'string') return place;
    const from = this.#at - place * EVENT_CHARACTERS;
    return this.#characters.slice(from, from + EVENT_CHARACTERS);
  }
}

type PackedSeen = Omit<Seen, 'blocks'> & { blocks: [number | string, number][] };

function packSeen(seen: Seen, out: HashesOut): PackedSeen {
  return { ...seen, blocks: seen.blocks.map(([packed, at]) => [out.put(packed, EVENT_CHARACTERS), at]) };
}

function unpackSeen(seen: PackedSeen, hashes: HashesIn): Seen {
  return { ...seen, blocks: seen.blocks.map(([put, at]) => [hashes.next(put, EVENT_CHARACTERS), at]) };
}

/**
 * `b`: buckets (packed-buckets.ts). `r`: times (the first whole, the others as differences), each followed by 1 if its
 * hash is among the others, 0 if it has none.
 */
type PackedCounter = Omit<CounterState, 'ring' | 'buckets'> & {
  b?: string | number[];
  r?: (number | string)[];
};

function packCounter({ ring, buckets, ...rest }: CounterState, out: HashesOut): PackedCounter {
  const packed: PackedCounter = rest;
  if (buckets) packed.b = packBuckets(buckets);
  if (ring) packed.r = packRing(ring, out);
  return packed;
}

function unpackCounter({ r, b, ...rest }: PackedCounter, hashes: HashesIn): CounterState {
  const unpacked: CounterState = rest;
  if (r) unpacked.ring = unpackRing(r, hashes);
  if (b) unpacked.buckets = typeof b === 'string' ? unpackBuckets(b) : b;
  return unpacked;
}

function packRing(ring: readonly [number, string?][], out: HashesOut): (number | string)[] {
  let last = 0;
  return ring.flatMap(([at, hash]) => {
    const distance = at - last;
    last = at;
    const put = hash?.length === VALUE_CHARACTERS ? out.put(hash, VALUE_CHARACTERS) : (hash ?? 0);
    return [distance, put];
  });
}

function unpackRing(packed: readonly (number | string)[], hashes: HashesIn): [number, string?][] {
  const ring: [number, string?][] = [];
  let at = 0;
  for (let i = 0; i < packed.length; i += 2) {
    at += Number(packed[i]);
    const put = packed[i + 1] ?? 0;
    ring.push(put === 0 ? [at] : [at, hashes.next(put, VALUE_CHARACTERS)]);
  }
  return ring;
}

/** Built from entries: assigning to a key such as `__proto__` would lose it. */
function mapValues<A, B>(record: Record<string, A>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
