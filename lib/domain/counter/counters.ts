// Behavioural counters: what a `did` condition counts, compiled from the live program and kept per profile only where
// a rule reads it. Storage is a ring of 32 (time, value hash) pairs for windows up to an hour and for `same`, hour or
// day buckets for longer windows, and a total for unlimited ones.
import type { EventMessage } from '../../../schemas/mailbox.ts';
import type { Json } from '../../../schemas/primitives.ts';
import { type Getter, valueHash } from '../path.ts';

import { DAY_MS, HOUR_MS } from '../time/duration.ts';
import { addedTo, filled, merged as mergedBuckets, sumOf } from './buckets.ts';

/** A behavioural counter, as compiled from the live program. `ring`: [time, value hash] newest last. */
export interface CounterState {
  ring?: [number, string?][];
  /** Number of the first bucket, then its count and the counts of the following buckets. */
  buckets?: number[];
  /** Time of the latest counted event. */
  last?: number;
  total?: number;
  /**
   * How far back (ms) the counter is complete; absent: as far as any rule needs. If a rule asks for more, it is
   * back-filled.
   */
  window?: number;
}

export const RING_LENGTH = 32;

export interface CounterSpec {
  /** Short hash of what is counted and how; the key in STATE. Rules that count the same thing share it. */
  id: string;
  event: string;
  where?: (properties: Readonly<Record<string, Json>>) => boolean;
  same?: Getter;
  kind: 'ring' | 'buckets' | 'total';
  /** Bucket length in ms. */
  size: number;
  /** The longest window any rule asks for. */
  windowMs: number;
  /**
   * False: only versions of journeys that are no longer live read it, so only profiles that already hold it continue
   * counting.
   */
  live: boolean;
}

/** How a window is stored: up to 72 hours in hour buckets, beyond that in day buckets. */
export function storage(windowMs: number | undefined, same: boolean): Pick<CounterSpec, 'kind' | 'size'> {
  if (same || (windowMs !== undefined && windowMs <= HOUR_MS)) return { kind: 'ring', size: 0 };
  if (windowMs === undefined) return { kind: 'total', size: 0 };
  return { kind: 'buckets', size: windowMs <= 72 * HOUR_MS ? HOUR_MS : DAY_MS };
}

/** The counter after one more event; the same object where the event does not count. */
export function counted(
  state: CounterState | undefined,
  spec: CounterSpec,
  event: Pick<EventMessage, 'occurredAt' | 'properties'>,
): CounterState | undefined {
  if (spec.where && !spec.where(event.properties)) return state;
  const at = event.occurredAt;
  const reach = reaches(state, spec);
  if (spec.kind === 'total')
    return { total: (state?.total ?? 0) + 1, last: Math.max(at, state?.last ?? 0), ...reach };
  if (spec.kind === 'ring')
    return { ring: pruneRing([...(state?.ring ?? []), ringEntry(spec, event)], spec), ...reach };
  const last = Math.max(at, state?.last ?? 0);
  const oldest = Math.floor((last - spec.windowMs) / spec.size);
  return { buckets: addedTo(state?.buckets, Math.floor(at / spec.size), oldest), last, ...reach };
}

/** A counter pruned to today's window holds no more than that when a later program looks further back. */
function reaches(state: CounterState | undefined, { windowMs }: CounterSpec): Pick<CounterState, 'window'> {
  const window = Math.min(state?.window ?? windowMs, windowMs);
  return window < Number.MAX_SAFE_INTEGER ? { window } : {};
}

/** Whether the counter covers everything that the rules ask for. */
export function isComplete(state: CounterState | undefined, { windowMs }: CounterSpec): boolean {
  return state !== undefined && (state.window ?? windowMs) >= windowMs;
}

function ringEntry(
  spec: CounterSpec,
  event: Pick<EventMessage, 'occurredAt' | 'properties'>,
): [number, string?] {
  if (!spec.same) return [event.occurredAt];
  const value = spec.same(event.properties);
  return value === undefined ? [event.occurredAt] : [event.occurredAt, valueHash(value)];
}

function pruneRing(ring: [number, string?][], spec: CounterSpec): [number, string?][] {
  ring.sort((a, b) => a[0] - b[0]);
  const from = (ring.at(-1)?.[0] ?? 0) - spec.windowMs;
  return ring.filter(([at]) => at > from).slice(-RING_LENGTH);
}

/**
 * How often it was counted in (at - windowMs, at]. Buckets round the start of the window outwards to a whole bucket,
 * but whether there was an occurrence at all is exact.
 */
export function count(
  state: CounterState | undefined,
  spec: CounterSpec,
  at: number,
  windowMs?: number,
): number {
  if (!state) return 0;
  if (spec.kind === 'total') return state.total ?? 0;
  const from = beginning(at, windowMs);
  if (spec.kind === 'ring') {
    let n = 0;
    for (const [t] of state.ring ?? []) if (t > from && t <= at) n += 1;
    return n;
  }
  if ((state.last ?? 0) <= from) return 0;
  return sumOf(state.buckets, Math.floor(from / spec.size), Math.floor(at / spec.size));
}

/** How often it was counted with a value of these hashes in (at - windowMs, at]: only rings keep values. */
export function countSame(
  state: CounterState | undefined,
  hashes: readonly string[],
  at: number,
  windowMs?: number,
): number {
  const from = beginning(at, windowMs);
  let n = 0;
  for (const [t, value] of state?.ring ?? [])
    if (value !== undefined && t > from && t <= at && hashes.includes(value)) n += 1;
  return n;
}

const beginning = (at: number, windowMs: number | undefined): number =>
  windowMs === undefined ? Number.NEGATIVE_INFINITY : at - windowMs;

/** The next moment after `at` when the count can change without an event; undefined: never. */
export function nextChange(
  state: CounterState | undefined,
  spec: CounterSpec,
  at: number,
  windowMs: number,
): number | undefined {
  const times: number[] = [];
  for (const [t] of state?.ring ?? []) times.push(t + windowMs);
  for (const bucket of filled(state?.buckets)) times.push((bucket + 1) * spec.size + windowMs);
  if (spec.kind === 'buckets' && state?.last) times.push(state.last + windowMs);
  const later = times.filter((t) => t > at);
  return later.length ? Math.min(...later) : undefined;
}

/** Merges one counter of two profiles that proved to be one person. */
export function mergedCounter(a: CounterState | undefined, b: CounterState): CounterState {
  if (!a) return b;
  const merged: CounterState = {};
  if (a.ring || b.ring)
    merged.ring = [...(a.ring ?? []), ...(b.ring ?? [])].sort((x, y) => x[0] - y[0]).slice(-RING_LENGTH);
  if (a.buckets || b.buckets) merged.buckets = mergedBuckets(a.buckets, b.buckets);
  if (a.total !== undefined || b.total !== undefined) merged.total = (a.total ?? 0) + (b.total ?? 0);
  if (a.last !== undefined || b.last !== undefined) merged.last = Math.max(a.last ?? 0, b.last ?? 0);
  if (a.window !== undefined || b.window !== undefined)
    merged.window = Math.min(a.window ?? Number.MAX_SAFE_INTEGER, b.window ?? Number.MAX_SAFE_INTEGER);
  return merged;
}
