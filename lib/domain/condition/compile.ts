/**
 * Conditions, compiled once per program to closures.
 *
 * A condition that contains a kind unknown to this release (a newer one stored it) never holds, whatever surrounds that
 * part: inside a `not` it would otherwise hold for everybody.
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
import type { Compiling, ConditionModule, NextFlip } from './module.ts';
import { leaf, NO_PROPERTIES, type Subject, type Test } from './subject.ts';
import { isKnown } from './walk.ts';

export interface Compiled {
  test: Test;
  /** The causes, besides time, that can change its value. */
  dependsOn: Set<Cause>;
  /** When time alone could next change its value; undefined: never. */
  nextFlip?: NextFlip;
  /** It looks at several windows, so time alone may change it to false and back to true. */
  mayComeBack?: boolean;
}

type Counts = Pick<DidCondition, 'did' | 'where' | 'same' | 'within'>;

/** Compiles the conditions of one program and collects the counters they read in `counters`. */
export class ConditionCompiler {
  readonly counters = new Map<string, CounterSpec>();
  /** Ids of the counters that were requested since this was last emptied. */
  readonly asked = new Set<string>();
  /** Whether the live journeys are being compiled, or older versions. */
  live = true;
  readonly #segments: Readonly<Record<string, Segment>>;
  /** One for all tests: a program of thousands of journeys is compiled at every start. */
  readonly #untimed = new Compilation(this, 'profile');

  constructor(segments: Readonly<Record<string, Segment>>) {
    this.#segments = segments;
  }

  /** A condition that is evaluated only at given moments: what can change it is irrelevant. */
  test(condition: Condition): Test {
    return this.#untimed.whole(condition);
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

  /** Undefined: the segment was deleted, and only an older version of a journey still names it. */
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

/** Collects, over the parts of a condition, the causes that can change it and when time does. */
interface Turns {
  dependsOn: Set<Cause>;
  flips: NextFlip[];
}

/** The compilation of one condition with all its parts. */
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
    this.#unknown = false;
    const test = this.part(condition);
    if (!this.#unknown) return test;
    return (subject, why) => {
      if (why) test(subject, why);
      return false;
    };
  }

  part(condition: Condition): Test {
    const module = moduleOf(condition);
    if (!module) return this.#never(condition);
    if (this.#on === 'where' && !module.inWhere)
      throw new Error('`where` looks at properties of the counted event only');
    try {
      if (this.#turns) this.#collect(condition, module, this.#turns);
      return module.compile(condition, this);
    } catch (error) {
      // An operand or channel of a newer release. It must not stop the profiles of everybody else.
      if (error instanceof TypeError || error instanceof RangeError) return this.#never(condition);
      throw error;
    }
  }

  #never(condition: Condition): Test {
    this.#unknown = true;
    return leaf(condition, Boolean, () => undefined);
  }

  #collect(condition: Condition, module: ConditionModule<Condition>, turns: Turns): void {
    for (const cause of module.dependsOn(condition)) turns.dependsOn.add(cause);
    const flip = module.nextFlip?.(condition, this);
    if (flip) turns.flips.push(flip);
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

/** Tests a counted event's properties and nothing else. One subject object is reused for speed. */
function ofProperties(test: Test): NonNullable<CounterSpec['where']> {
  const subject: Subject = { state: NOBODY, properties: NO_PROPERTIES, at: 0, purpose: '' };
  return (properties) => {
    subject.properties = properties;
    return test(subject);
  };
}
