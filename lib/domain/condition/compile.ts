// Conditions, compiled once per program to closures. A closure also collects its reasons (I8) where a list is handed in.

import type { Condition } from '../../../schemas/condition.ts';
import type { Json } from '../../../schemas/primitives.ts';
import type { Segment } from '../../../schemas/program.ts';
import { consents } from '../consent/consent.ts';
import { type CounterSpec, count, nextChange, storage } from '../counter/counters.ts';
import { shortHash } from '../hash.ts';
import { whyUnreachable } from '../message/gates/gates.ts';
import { getter, isPlain, valueHash } from '../path.ts';
import type { Reason } from '../profile/history.ts';
import type { ProfileState } from '../profile/state.ts';
import { isSealed } from '../sealing/sealed.ts';
import { durationMs } from '../time/duration.ts';
import { compileOperators } from './operators.ts';

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

/** Where a condition says what can turn it, and when time does; absent where nobody asks. */
type On = Set<string> | undefined;
type Flips = ((subject: Subject) => number | undefined)[] | undefined;

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

  /** A condition that is asked at a moment of its own: what can turn it is nobody's question. */
  test(condition: Condition): Test {
    return this.#node(condition, undefined, undefined);
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

  #node(c: Condition, on: On, flips: Flips): Test {
    if ('property' in c) return ofProperty(c, compileOperators(c));
    if ('trait' in c) {
      on?.add(`trait:${c.trait.split('.')[0]}`);
      return ofTrait(c, compileOperators(c));
    }
    if ('all' in c) {
      return allOf(c.all.map((each) => this.#node(each, on, flips)));
    }
    if ('any' in c) {
      return anyOf(c.any.map((each) => this.#node(each, on, flips)));
    }
    if ('not' in c) {
      const test = this.#node(c.not, on, flips);
      return (s, why) => !test(s, why);
    }
    if ('segment' in c) return this.#segment(c.segment, on, flips);
    if ('did' in c) return this.#did(c, on, flips);
    if ('reachable' in c) {
      on?.add('reachable').add('consent');
      return leaf(
        c,
        (value) => value === 'yes',
        ({ state, purpose }) => whyUnreachable({ state, purpose, channel: c.reachable }) ?? 'yes',
      );
    }
    on?.add('consent');
    return leaf(c, Boolean, (s) => consents(s.state, c.consent.purpose, c.consent.channel));
  }

  #segment(id: string, on: On, flips: Flips): Test {
    const segment = this.#segments[id];
    if (!segment && this.live) throw new Error(`no segment "${id}"`);
    // Only an older version of a journey can name a segment that is gone: nobody is in it any more.
    if (!segment) return leaf({ segment: id }, Boolean, () => false);
    return this.#node(segment.if, on, flips);
  }

  #did(c: Extract<Condition, { did: string }>, on: On, flips: Flips): Test {
    on?.add(`did:${c.did}`);
    const spec = this.#counter(c);
    const windowMs = c.within === undefined ? undefined : durationMs(c.within);
    const same = c.same === undefined ? undefined : getter(c.same);
    const enough = compileOperators(c.times ?? { gte: 1 });
    if (windowMs !== undefined)
      flips?.push((s) => nextChange(s.state.counters[spec.id], spec, s.at, windowMs));
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
  const test = compileOperators(condition);
  return (p) => test(get(p));
}

/** With reasons every part is asked; without, no more than it takes. */
function allOf(tests: readonly Test[]): Test {
  const [a, b] = tests;
  if (a && b && tests.length === 2)
    return (s, why) => (why ? allAsked(tests, s, why).every(Boolean) : a(s) && b(s));
  return (s, why) => {
    if (why) return allAsked(tests, s, why).every(Boolean);
    for (const test of tests) if (!test(s)) return false;
    return true;
  };
}

function anyOf(tests: readonly Test[]): Test {
  const [a, b] = tests;
  if (a && b && tests.length === 2)
    return (s, why) => (why ? allAsked(tests, s, why).some(Boolean) : a(s) || b(s));
  return (s, why) => {
    if (why) return allAsked(tests, s, why).some(Boolean);
    for (const test of tests) if (test(s)) return true;
    return false;
  };
}

const allAsked = (tests: readonly Test[], subject: Subject, why: Reason[]): boolean[] =>
  tests.map((test) => test(subject, why));

/** As `leaf`, with the look-up of a plain name in place: most of what is asked is that. */
function ofProperty(c: Extract<Condition, { property: string }>, holds: (value: unknown) => boolean): Test {
  const { property } = c;
  if (!isPlain(property)) {
    const get = getter(property);
    return leaf(c, holds, (s) => get(s.properties ?? NO_PROPERTIES));
  }
  return (s, why) => {
    const value = (s.properties ?? NO_PROPERTIES)[property];
    const held = holds(value);
    if (why) why.push({ if: c, value: shown(value), held });
    return held;
  };
}

function ofTrait(c: Extract<Condition, { trait: string }>, holds: (value: unknown) => boolean): Test {
  const { trait } = c;
  if (!isPlain(trait)) {
    const get = getter(trait);
    return leaf(c, holds, (s) => get(s.state.traits));
  }
  return (s, why) => {
    const value = s.state.traits[trait];
    const held = holds(value);
    if (why) why.push({ if: c, value: shown(value), held });
    return held;
  };
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
