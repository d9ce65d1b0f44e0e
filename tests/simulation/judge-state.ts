// I2: counters and traits equal those of a naive fold over what was accepted.

import type { CounterSpec, CounterState } from '../../lib/domain/counter/counters.ts';

import { compileProgram } from '../../lib/domain/program/compile.ts';
import type { EventMessage } from '../../schemas/mailbox.ts';
import type { Evidence, FinalProfile } from './evidence.ts';
import { historyOf } from './judge-history.ts';

type Event = Omit<EventMessage, 'type'>;
const RING = 32;

export function* judgeState(evidence: Evidence): Generator<string> {
  const last = evidence.releases.at(-1);
  if (!last) return;
  const compiled = compileProgram(last.program, last.release.number);
  for (const profile of evidence.profiles.values()) {
    if (profile.state.redirect) continue;
    const events = historyOf(evidence, profile.id).flatMap((entry) =>
      entry.type === 'event' ? [entry.event] : [],
    );
    yield* judgeTraits(profile, events);
    if (profile.state.program !== last.release.number) {
      yield `I7 ${profile.id} never met release ${last.release.number}`;
      continue;
    }
    for (const spec of compiled.counters.values()) yield* judgeCounter(profile, spec, events);
  }
}

function* judgeTraits({ id, state }: FinalProfile, events: readonly Event[]): Generator<string> {
  const wanted = new Set(events.flatMap((event) => Object.keys(event.traits)));
  for (const name of wanted) if (!(name in state.traits)) yield `I2 ${id} lost the trait ${name}`;
  for (const name of Object.keys(state.traits))
    if (!wanted.has(name)) yield `I2 ${id} has a trait ${name} that was never set`;
}

function* judgeCounter(
  { id, state }: FinalProfile,
  spec: CounterSpec,
  events: readonly Event[],
): Generator<string> {
  const counted = events.filter((e) => e.name === spec.event && (spec.where?.(e.properties) ?? true));
  const times = counted.map((event) => event.occurredAt).sort((a, b) => a - b);
  const is = shown(state.counters[spec.id], spec, times.at(-1) ?? 0);
  const should = naive(times, spec);
  if (is !== should) yield `I2 ${id} counts ${spec.event} (${spec.kind}) as ${is}; it is ${should}`;
}

function naive(times: readonly number[], { kind, size, windowMs }: CounterSpec): string {
  if (kind === 'total') return String(times.length);
  const newest = times.at(-1) ?? 0;
  if (kind === 'ring')
    return times
      .filter((t) => t > newest - windowMs)
      .slice(-RING)
      .join();
  const first = Math.floor((newest - windowMs) / size);
  const buckets = Map.groupBy(times, (t) => Math.floor(t / size));
  return [...buckets]
    .filter(([bucket]) => bucket >= first)
    .sort(([a], [b]) => a - b)
    .map(([bucket, list]) => `${bucket}:${list.length}`)
    .join();
}

function shown(
  counter: CounterState | undefined,
  { kind, size, windowMs }: CounterSpec,
  newest: number,
): string {
  if (kind === 'total') return String(counter?.total ?? 0);
  if (kind === 'ring')
    return (counter?.ring ?? [])
      .map(([t]) => t)
      .filter((t) => t > newest - windowMs)
      .join();
  const first = Math.floor((newest - windowMs) / size);
  const [start = 0, ...counts] = counter?.buckets ?? [];
  return counts
    .map((n, i) => [start + i, n] as const)
    .filter(([bucket, n]) => bucket >= first && n > 0)
    .map(([bucket, n]) => `${bucket}:${n}`)
    .join();
}
