/**
 * Conditions, compiled once per program to closures.
 *
 * A condition with a kind inside that this release does not know (a newer one stored it) never holds, whatever stands around
 * that part: inside a `not` it would otherwise hold for everybody.
 */
import type { Condition } from '../../../schemas/condition.ts';
import type { DidCondition } from '../../../schemas/conditions/did.ts';
import type { Segment } from '../../../schemas/program.ts';
import { type CounterSpec, storage } from '../counter/counters.ts';
import { shortHash } from '../hash.ts';
import { getter } from '../path.ts';
import { newProfile } from '../profile/state.ts';
import { durationMs } from '../time/duration.ts';
import type { Cause } from './cause.ts';
import { moduleOf } from './kinds/kinds.ts';
import type { Compiling, NextFlip } from './module.ts';
import { leaf, NO_PROPERTIES, type Subject, type Test } from './subject.ts';
import { isKnown } from './walk.ts';

export interface Compiled {
  test: Test;
  /** What can turn it, besides time. */
  dependsOn: Set<Cause>;
  /** When it could next turn by time alone; undefined: not by time. */
  nextFlip?: NextFlip;
  /** Time alone may turn it false and then true again: it looks at several windows. */
  mayComeBack?: boolean;
}

type Counts = Pick<DidCondition, 'did' | 'where' | 'same' | 'within'>;

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

  /** A condition that is asked at a moment of its own: what can turn it does not matter. */
  test(condition: Condition): Test {
    return new Compilation(this, 'profile').whole(condition);
  }

  compile(condition: Condition): Compiled {
    const turns: Turns = { dependsOn: new Set(), flips: [] };
    const test = new Compilation(this, 'profile', turns).whole(condition);
    const { dependsOn, flips } = turns;
    if (!flips.length) return { test, dependsOn };
    const nextFlip = (subject: Subject) => {
      const times = flips.map((flip) => flip(subject)).filter((t) => t !== undefined);
      return times.length ? Math.min(...times) : undefined;
    };
    return { test, dependsOn, nextFlip, mayComeBack: flips.length > 1 };
  }

  /** Undefined: only an older version of a journey may name a segment that is gone. */
  segment(id: string): Condition | undefined {
    const segment = this.#segments[id];
    if (!segment && this.live) throw new Error(`no segment "${id}"`);
    return segment?.if;
  }

  counter(c: Counts): CounterSpec {
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
    if (c.where) spec.where = ofProperties(new Compilation(this, 'where').whole(c.where));
    this.counters.set(id, spec);
    return spec;
  }
}

/** Where the parts of a condition gather what can turn it, and when time does. */
interface Turns {
  dependsOn: Set<Cause>;
  flips: NextFlip[];
}

/** One condition being compiled, with all its parts. */
class Compilation implements Compiling {
  readonly #compiler: ConditionCompiler;
  readonly #on: 'profile' | 'where';
  readonly #turns: Turns | undefined;
  #unknown = false;

  constructor(compiler: ConditionCompiler, on: 'profile' | 'where', turns?: Turns) {
    this.#compiler = compiler;
    this.#on = on;
    this.#turns = turns;
  }

  whole(condition: Condition): Test {
    const test = this.part(condition);
    if (!this.#unknown) return test;
    return (subject, why) => {
      if (why) test(subject, why);
      return false;
    };
  }

  part(condition: Condition): Test {
    const module = moduleOf(condition);
    if (!module) {
      this.#unknown = true;
      return leaf(condition, Boolean, () => undefined);
    }
    if (this.#on === 'where' && !module.inWhere)
      throw new Error('`where` looks at properties of the counted event only');
    if (this.#turns) {
      for (const cause of module.dependsOn(condition)) this.#turns.dependsOn.add(cause);
      const flip = module.nextFlip?.(condition, this);
      if (flip) this.#turns.flips.push(flip);
    }
    return module.compile(condition, this);
  }

  segment(id: string): Condition | undefined {
    return this.#compiler.segment(id);
  }

  counter(counts: Counts): CounterSpec {
    if (counts.where && !isKnown(counts.where)) this.#unknown = true;
    return this.#compiler.counter(counts);
  }
}

const NOBODY = newProfile('');

/** What a counter asks of an event: of its properties and of nothing else, in one subject that is used again and again. */
function ofProperties(test: Test): NonNullable<CounterSpec['where']> {
  const subject: Subject = { state: NOBODY, properties: NO_PROPERTIES, at: 0, purpose: '' };
  return (properties) => {
    subject.properties = properties;
    return test(subject);
  };
}
