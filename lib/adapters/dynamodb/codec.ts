// Bodies as stored: one byte that names the dictionary, then a zstd frame of compact JSON. DynamoDB bills a write by its
// KB, so what every state has is left to the dictionary, what is empty is left out, and counters lose their keys.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { HistoryEntry } from '../../domain/profile/history.ts';
import { type CounterState, newProfile, type ProfileState } from '../../domain/profile/state.ts';
import { DICTIONARIES, NEWEST } from './dictionary.ts';
import { Unreadable } from './reach.ts';

/** A decoded body is at most this long: a STATE item is far under 400 KB and compresses well. */
const DECODED_BYTES_MAX = 32 * 1024 * 1024;
const HASH_BYTES = 6;
/** Buckets spread thinner than this stay an object: zeros would cost more than keys. */
const DENSE_SPREAD_MAX = 4;

export function pack(value: unknown): Uint8Array {
  const options = { dictionary: DICTIONARIES.get(NEWEST), params: { [constants.ZSTD_c_contentSizeFlag]: 0 } };
  return Buffer.concat([Uint8Array.of(NEWEST), zstdCompressSync(JSON.stringify(value), options)]);
}

export function unpack(bytes: Uint8Array): unknown {
  const dictionary = DICTIONARIES.get(bytes[0] ?? 0);
  if (!dictionary) throw new Unreadable(`a body of format ${bytes[0]}`);
  const options = { dictionary, maxOutputLength: DECODED_BYTES_MAX };
  return JSON.parse(zstdDecompressSync(bytes.subarray(1), options).toString());
}

export function encodeState(state: ProfileState): Uint8Array {
  const packed: Record<string, unknown> = { ...state, counters: mapValues(state.counters, packCounter) };
  for (const key in newProfile(state.id)) if (isEmpty(packed[key])) delete packed[key];
  return pack(packed);
}

/** What newProfile gives back by itself: nothing of a number, a list or a record. */
function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === 0;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

export function decodeState(profile: ProfileId, bytes: Uint8Array): ProfileState {
  const stored = unpack(bytes) as Partial<ProfileState> & { counters?: Record<string, PackedCounter> };
  if (stored.id !== profile) throw new Unreadable(`the body of ${profile} says it is another's`);
  return { ...newProfile(profile), ...stored, counters: mapValues(stored.counters ?? {}, unpackCounter) };
}

export const encodeTail = (entries: readonly HistoryEntry[]): Uint8Array => pack(entries);

export function decodeTail(bytes: Uint8Array): HistoryEntry[] {
  const entries = unpack(bytes);
  if (!Array.isArray(entries)) throw new Unreadable('a tail that is no list');
  return entries as HistoryEntry[];
}

/** `b`: first bucket, then the count of it and of every next one. `r`: time (the first whole, the others as distance), hash or 0. */
type PackedCounter = Omit<CounterState, 'ring' | 'buckets'> & {
  b?: number[];
  r?: (number | string)[];
  ring?: CounterState['ring'];
  buckets?: CounterState['buckets'];
};

function packCounter(counter: CounterState): PackedCounter {
  const { ring, buckets, ...rest } = counter;
  const packed: PackedCounter = buckets ? Object.assign(rest, packBuckets(buckets)) : rest;
  if (ring) packed.r = packRing(ring);
  return packed;
}

function unpackCounter(counter: PackedCounter): CounterState {
  const { r, b, ...rest } = counter;
  const unpacked: CounterState = rest;
  if (r) unpacked.ring = unpackRing(r);
  if (b) unpacked.buckets = unpackBuckets(b);
  return unpacked;
}

function packRing(ring: readonly [number, string?][]): (number | string)[] {
  let last = 0;
  return ring.flatMap(([at, hash]) => {
    const distance = at - last;
    last = at;
    return [distance, hash ?? 0];
  });
}

function unpackRing(packed: readonly (number | string)[]): [number, string?][] {
  const ring: [number, string?][] = [];
  let at = 0;
  for (let i = 0; i < packed.length; i += 2) {
    at += Number(packed[i]);
    const hash = packed[i + 1];
    ring.push(typeof hash === 'string' ? [at, hash] : [at]);
  }
  return ring;
}

function packBuckets(buckets: Record<string, number>): Pick<PackedCounter, 'b' | 'buckets'> {
  const keys = Object.keys(buckets);
  const first = Number(keys[0]);
  const spread = Number(keys.at(-1)) - first;
  if (!(Number.isInteger(spread) && spread >= 0 && spread < keys.length * DENSE_SPREAD_MAX))
    return { buckets };
  const b = new Array<number>(spread + 2).fill(0);
  b[0] = first;
  for (const key of keys) {
    const place = Number(key) - first + 1;
    const n = buckets[key] ?? 0;
    // An order of its own, a key that is no whole number, or a zero that would be lost among those that fill the gaps.
    if (
      !(place > 0 && place < b.length && Number.isInteger(place)) ||
      n === 0 ||
      String(first + place - 1) !== key
    )
      return { buckets };
    b[place] = n;
  }
  return { b };
}

function unpackBuckets(b: readonly number[]): Record<string, number> {
  const first = b[0] ?? 0;
  const buckets: Record<string, number> = {};
  for (let place = 1; place < b.length; place += 1) {
    const n = b[place];
    if (n) buckets[first + place - 1] = n;
  }
  return buckets;
}

/** By entries: assigning to a key such as `__proto__` would lose it. */
function mapValues<A, B>(record: Record<string, A>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** Event hashes (8 characters of base64url each) end to end, six bytes each (I2). */
export function packHashes(hashes: Iterable<string>): Uint8Array {
  return Buffer.concat(
    [...hashes].map((hash) => {
      const bytes = Buffer.from(hash, 'base64url');
      if (bytes.length !== HASH_BYTES) throw new RangeError('an event hash is 48 bits');
      return bytes;
    }),
  );
}

export function unpackHashes(bytes: Uint8Array): string[] {
  const all = Buffer.from(bytes);
  return Array.from({ length: all.length / HASH_BYTES }, (_, i) =>
    all.toString('base64url', i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}
