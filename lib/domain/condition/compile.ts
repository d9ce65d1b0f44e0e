// Conditions, compiled once per program to closures. A closure also collects its reasons (I8) where a list is handed in.
import type { Condition, Operators } from '../../../schemas/condition.ts';
import type { Json } from '../../../schemas/primitives.ts';
import type { Segment } from '../../../schemas/program.ts';
import { consents, isSealed, whyUnreachable } from '../consent/consent.ts';
import type { Reason } from '../profile/history.ts';
import type { ProfileState } from '../profile/state.ts';
import { shortHash } from '../short-hash.ts';
import { durationMs } from '../time/duration.ts';
import { type CounterSpec, count, nextChange, storage } from './counters.ts';
import { compileOperators } from './operators.ts';
import { getter, valueHash } from './value.ts';

export interface Subject {
  state: ProfileState;
  /** The triggering event's properties; absent at a wake-up. */
  properties?: Readonly<Record<string, Json>>;
  /** The moment the condition is judged at. */
  at: number;
  /** The journey's purpose: what `reachable` asks consent for. */
  purpose: string;
}

export type Test = (subject: Subject, why?: Reason[]) => boolean;

export interface Compiled {
  test: Test;
  /** What a change of can turn it: `trait:NAME`, `did:EVENT`, `consent`, `reachable`. */
  dependsOn: Set<string>;
  /** When it could next turn by time alone; undefined: not by time. */
  nextFlip?: (subject: Subject) => number | undefined;
  /** Time alone may turn it false and then true again: it looks at several windows. */
  mayComeBack?: boolean;
}

const NO_PROPERTIES: Readonly<Record<string, Json>> = {};

/** Compiles the conditions of one program; the counters they read gather in `counters`. */
export class ConditionCompiler {
  readonly counters = new Map<string, CounterSpec>();
  /** Ids of the counters that were asked for since this was last emptied. */
  readonly asked = new Set<string>();
  /** Whether the live journeys are being compiled, or older versions. */
  live = true;
  readonly #segments: Readonly<Record<string, Segment>>;

  constructor(segments: Readonly<Record<string, Segment>>) {
    this.#segments = segments;
  }

  compile(condition: Condition): Compiled {
    const dependsOn = new Set<string>();
    const flips: ((subject: Subject) => number | undefined)[] = [];
    const test = this.#node(condition, dependsOn, flips);
    if (!flips.length) return { test, dependsOn };
    const nextFlip = (subject: Subject) => {
      const times = flips.map((flip) => flip(subject)).filter((t) => t !== undefined);
      return times.length ? Math.min(...times) : undefined;
    };
    return { test, dependsOn, nextFlip, mayComeBack: flips.length > 1 };
  }

  #node(c: Condition, on: Set<string>, flips: ((s: Subject) => number | undefined)[]): Test {
    if ('all' in c) {
      const tests = c.all.map((each) => this.#node(each, on, flips));
      return (s, why) => (why ? tests.map((t) => t(s, why)).every(Boolean) : tests.every((t) => t(s)));
    }
    if ('any' in c) {
      const tests = c.any.map((each) => this.#node(each, on, flips));
      return (s, why) => (why ? tests.map((t) => t(s, why)).some(Boolean) : tests.some((t) => t(s)));
    }
    if ('not' in c) {
      const test = this.#node(c.not, on, flips);
      return (s, why) => !test(s, why);
    }
    if ('segment' in c) return this.#segment(c.segment, on, flips);
    if ('did' in c) return this.#did(c, on, flips);
    if ('property' in c) {
      const get = getter(c.property);
      return leaf(c, compileOperators(c as Operators), (s) => get(s.properties ?? NO_PROPERTIES));
    }
    if ('trait' in c) {
      on.add(`trait:${c.trait.split('.')[0]}`);
      const get = getter(c.trait);
      return leaf(c, compileOperators(c as Operators), (s) => get(s.state.traits));
    }
    if ('reachable' in c) {
      on.add('reachable').add('consent');
      return leaf(
        c,
        (value) => value === 'yes',
        (s) => whyUnreachable(s.state, s.purpose, c.reachable) ?? 'yes',
      );
    }
    on.add('consent');
    return leaf(c, Boolean, (s) => consents(s.state, c.consent.purpose, c.consent.channel));
  }

  #segment(id: string, on: Set<string>, flips: ((s: Subject) => number | undefined)[]): Test {
    const segment = this.#segments[id];
    if (!segment && this.live) throw new Error(`no segment "${id}"`);
    // Only an older version of a journey can name a segment that is gone: nobody is in it any more.
    if (!segment) return leaf({ segment: id }, Boolean, () => false);
    return this.#node(segment.if, on, flips);
  }

  #did(
    c: Extract<Condition, { did: string }>,
    on: Set<string>,
    flips: ((s: Subject) => number | undefined)[],
  ): Test {
    on.add(`did:${c.did}`);
    const spec = this.#counter(c);
    const windowMs = c.within === undefined ? undefined : durationMs(c.within);
    const same = c.same === undefined ? undefined : getter(c.same);
    const enough = compileOperators((c.times ?? { gte: 1 }) as Operators);
    if (windowMs !== undefined)
      flips.push((s) => nextChange(s.state.counters[spec.id], spec, s.at, windowMs));
    return leaf(c, enough, (s) => {
      const value = same?.(s.properties ?? NO_PROPERTIES);
      if (same && value === undefined) return 0;
      return count(s.state.counters[spec.id], spec, s.at, windowMs, same && valueHash(value));
    });
  }

  #counter(c: Extract<Condition, { did: string }>): CounterSpec {
    const windowMs = c.within === undefined ? undefined : durationMs(c.within);
    const { kind, size } = storage(windowMs, c.same !== undefined);
    const id = shortHash(JSON.stringify([c.did, c.where ?? 0, c.same ?? 0, kind, size]), 8);
    this.asked.add(id);
    const known = this.counters.get(id);
    const kept = windowMs ?? Number.MAX_SAFE_INTEGER;
    if (known) {
      known.windowMs = Math.max(known.windowMs, kept);
      return known;
    }
    const spec: CounterSpec = { id, event: c.did, kind, size, windowMs: kept, live: this.live };
    if (c.same !== undefined) spec.same = getter(c.same);
    if (c.where) spec.where = compileWhere(c.where);
    this.counters.set(id, spec);
    return spec;
  }
}

/** A `where`: looks at the counted event's own properties and at nothing else. */
export function compileWhere(condition: Condition): (properties: Readonly<Record<string, Json>>) => boolean {
  if ('all' in condition) {
    const tests = condition.all.map(compileWhere);
    return (p) => tests.every((test) => test(p));
  }
  if ('any' in condition) {
    const tests = condition.any.map(compileWhere);
    return (p) => tests.some((test) => test(p));
  }
  if ('not' in condition) {
    const test = compileWhere(condition.not);
    return (p) => !test(p);
  }
  if (!('property' in condition)) throw new Error('`where` looks at properties of the counted event only');
  const get = getter(condition.property);
  const test = compileOperators(condition as Operators);
  return (p) => test(get(p));
}

function leaf(
  condition: Condition,
  holds: (value: unknown) => boolean,
  look: (subject: Subject) => unknown,
): Test {
  return (subject, why) => {
    const value = look(subject);
    const held = holds(value);
    why?.push({ if: condition, value: shown(value), held });
    return held;
  };
}

/** A value as a reason keeps it: masked where sealed, short in any case. */
function shown(value: unknown): unknown {
  if (isSealed(value)) return value.m;
  if (typeof value === 'string') return value.length > 200 ? `${value.slice(0, 200)}...` : value;
  if (typeof value === 'object' && value !== null) return '(object)';
  return value;
}
