// What a kind of condition declares: everything the rest of the code needs to know of it.
import type { Condition } from '../../../schemas/condition.ts';
import type { DidCondition } from '../../../schemas/conditions/did.ts';
import type { Program } from '../../../schemas/program.ts';
import type { CheckedProgram } from '../checked-program.ts';
import type { CounterSpec } from '../counter/counters.ts';
import type { Weight } from '../finding.ts';
import type { Cause } from './cause.ts';
import type { Subject, Test } from './subject.ts';

/**
 * `trigger`: there is a triggering event. `counted`: inside a `where`, which sees only the counted event's own
 * properties.
 */
export type Place = 'trigger' | 'no-trigger' | 'counted';

/** Reports what is wrong at a path inside the condition: a mistake, unless it says otherwise. */
export type Say = (at: PropertyKey[], detail: string, weight?: Weight) => void;

export type HashOperand = (value: string, kind: 'email' | 'phone' | 'text') => Promise<string>;

/** When time alone could next change the condition's value; undefined: never. */
export type NextFlip = (subject: Subject) => number | undefined;

/** The conditions directly inside one, wherever it keeps them. */
export interface Children<C extends Condition> {
  of(condition: C): readonly Condition[];
  /** The path from the condition to its child with this index. */
  path(index: number): readonly PropertyKey[];
  /** The children's place; absent: the same as the parent's. */
  readonly place?: Place;
  /** The condition with its children replaced by as many others. */
  replaced(condition: C, children: Condition[]): C;
}

/** What a kind is compiled with. */
export interface Compiling {
  /** The test of a condition inside this one, or of one that it refers to. */
  part(condition: Condition): Test;
  /** The condition of a segment; undefined: it was deleted, and only an older version of a journey names it. */
  segment(id: string): Condition | undefined;
  /** The counter of what `did` counts. */
  counter(counts: Pick<DidCondition, 'did' | 'where' | 'same' | 'within'>): CounterSpec;
}

export interface ConditionModule<C extends Condition> {
  /** The names that its form has. A condition with another one was written by a newer release, and means more than is known here. */
  readonly members: { readonly [M in keyof C]-?: true };
  /** It looks only at properties, or at what its children look at, so a `where` may contain it. */
  readonly inWhere: boolean;
  /** It reads a counter, which must be known before the first event is counted. */
  readonly readsCounters: boolean;
  /** Absent: it has no children. */
  readonly children?: Children<C>;
  /** Checks what its schema cannot, without its children. */
  check?(condition: C, place: Place, say: Say, program: CheckedProgram): void;
  /** At publish: hashes the operands that are compared with sealed values (I9), without its children's. */
  hash?(condition: C, program: Program, hash: HashOperand): Promise<C>;
  compile(condition: C, compiling: Compiling): Test;
  /** The causes that can change its value besides time, without its children's. */
  dependsOn(condition: C): readonly Cause[];
  /** Absent: time alone never changes its value, apart from its children's. */
  nextFlip?(condition: C, compiling: Compiling): NextFlip | undefined;
  /** The condition as marketers say it; `part` gives the text of a child. */
  words(condition: C, part: (child: Condition) => string): string;
  /** The value it met, in parentheses after its text; empty: the result implies it. Absent: "it was VALUE". */
  met?(value: unknown): string;
}
