// What a kind of condition says about itself: everything the rest of the code needs to know of it.
import type { Condition } from '../../../schemas/condition.ts';
import type { DidCondition } from '../../../schemas/conditions/did.ts';
import type { Program } from '../../../schemas/program.ts';
import type { CounterSpec } from '../counter/counters.ts';
import type { Cause } from './cause.ts';
import type { Subject, Test } from './subject.ts';

/** `trigger`: there is a triggering event. `counted`: inside a `where`, which sees only the counted event's own properties. */
export type Place = 'trigger' | 'no-trigger' | 'counted';

/** Reports what is wrong at a path inside the condition. */
export type Say = (at: PropertyKey[], detail: string) => void;

export type HashOperand = (value: string, kind: 'email' | 'phone' | 'text') => Promise<string>;

/** When a condition could next turn by time alone; undefined: not by time. */
export type NextFlip = (subject: Subject) => number | undefined;

/** The conditions directly inside one: all of them, wherever it keeps them. */
export interface Children<C extends Condition> {
  of(condition: C): readonly Condition[];
  /** From the condition to its child of this index. */
  path(index: number): readonly PropertyKey[];
  /** Where they stand; absent: where their parent does. */
  readonly place?: Place;
  /** The condition with as many others in their places. */
  replaced(condition: C, children: Condition[]): C;
}

/** What a kind is compiled with. */
export interface Compiling {
  /** The test of a condition inside this one, or of one that it stands for. */
  part(condition: Condition): Test;
  /** The condition of a segment; undefined: only an older version of a journey names it, and it is gone. */
  segment(id: string): Condition | undefined;
  /** The counter of what `did` counts. */
  counter(counts: Pick<DidCondition, 'did' | 'where' | 'same' | 'within'>): CounterSpec;
}

export interface ConditionModule<C extends Condition> {
  /** It looks at nothing but properties, or at what its children look at: it may stand in a `where`. */
  readonly inWhere: boolean;
  /** It reads a counter, which must be known before the first event is counted. */
  readonly readsCounters: boolean;
  /** Absent: it has none. */
  readonly children?: Children<C>;
  /** What its schema cannot see, its children apart. */
  check?(condition: C, place: Place, say: Say, program: Program): void;
  /** At publish: the condition with its operands hashed that are compared with sealed values (I9), its children apart. */
  hash?(condition: C, program: Program, hash: HashOperand): Promise<C>;
  compile(condition: C, compiling: Compiling): Test;
  /** What can turn it besides time, its children apart. */
  dependsOn(condition: C): readonly Cause[];
  /** Absent: time alone never turns it, its children apart. */
  nextFlip?(condition: C, compiling: Compiling): NextFlip | undefined;
  /** As marketers say it; `part` gives the words of a child. */
  words(condition: C, part: (child: Condition) => string): string;
  /** What it met, in parentheses behind its words; empty: the answer says it all. Absent: "it was VALUE". */
  met?(value: unknown): string;
}
