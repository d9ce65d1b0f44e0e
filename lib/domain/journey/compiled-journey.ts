// One version of a journey, compiled when something first asks for it; what only those inside need is compiled when they need it.
import type { Condition } from '../../../schemas/condition.ts';
import type { Journey } from '../../../schemas/journey.ts';
import type { Compiled, ConditionCompiler } from '../condition/compile.ts';
import type { Subject, Test } from '../condition/subject.ts';
import { readsCounters as looksBack } from '../condition/walk.ts';
import { shortHash } from '../hash.ts';
import type { Reason } from '../profile/history.ts';
import { durationMs } from '../time/duration.ts';

export interface CompiledTrigger {
  on: string;
  if?: Test | undefined;
}

/** What is asked of profiles inside. */
interface Way {
  goal?: CompiledTrigger & { withinMs?: number | undefined };
  exits: CompiledTrigger[];
  /** Tests of branch arms by step id. */
  arms: Map<string, Test[]>;
  waits: Map<string, number>;
}

type Equality = Extract<Condition, { property: string }>;

export class CompiledJourney {
  readonly id: string;
  readonly source: Journey;
  /** An equality on a property without which no event enters it. */
  readonly demand: Equality | undefined;
  /** What is left to ask of an event that has what it demands. */
  readonly enterIf: Test | undefined;
  readonly when: Compiled | undefined;
  readonly #compiler: ConditionCompiler;
  #way: Way | undefined;
  #hash: string | undefined;
  #whole: Test | undefined;
  #maxAgeMs: number | undefined;

  constructor(source: Journey, compiler: ConditionCompiler) {
    const { enter } = source;
    this.id = source.id;
    this.source = source;
    this.#compiler = compiler;
    this.when = 'when' in enter ? compiler.compile(enter.when) : undefined;
    const condition = 'on' in enter ? enter.if : undefined;
    this.demand = condition && firstEquality(condition);
    const left = condition && (this.demand ? without(condition, this.demand) : condition);
    this.enterIf = left && compiler.test(left);
  }

  /** Why its entry's condition holds of an event, or does not: all of it, what the event was found by too. */
  reasons(subject: Subject): Reason[] {
    const { enter } = this.source;
    const why: Reason[] = [];
    if (!('on' in enter && enter.if)) return why;
    this.#whole ??= this.#compiler.test(enter.if);
    this.#whole(subject, why);
    return why;
  }

  get maxAgeMs(): number {
    this.#maxAgeMs ??= durationMs(this.source.enter.maxAge);
    return this.#maxAgeMs;
  }

  get reenterAfterMs(): number | undefined {
    const { reenter } = this.source.enter;
    return reenter && durationMs(reenter.after);
  }

  /** Content hash: the version a profile entered. */
  get hash(): string {
    this.#hash ??= journeyHash(this.source);
    return this.#hash;
  }

  get way(): Way {
    this.#way ??= compileWay(this.source, this.#compiler);
    return this.#way;
  }
}

/** An equality on a property without which the condition cannot hold: the condition itself, or one arm of its `all`. */
function firstEquality(c: Condition): Equality | undefined {
  if ('property' in c) return c.eq === undefined ? undefined : c;
  if (!('all' in c)) return undefined;
  for (const each of c.all) {
    const found = firstEquality(each);
    if (found) return found;
  }
  return undefined;
}

/** What a condition asks beyond an equality that holds; undefined: nothing. */
function without(c: Condition, equality: Equality): Condition | undefined {
  const isAll = Object.keys(equality).length === 2;
  if (!isAll) return c;
  if (c === equality) return undefined;
  if (!('all' in c)) return c;
  const left = c.all.filter((each) => each !== equality);
  return left.length > 1 ? { all: left } : left[0];
}

function compileWay({ goal, exit, steps }: Journey, compiler: ConditionCompiler): Way {
  const test = (condition: Condition | undefined) => condition && compiler.test(condition);
  const way: Way = {
    exits: (exit ?? []).map((each) => ({ on: each.on, if: test(each.if) })),
    arms: new Map(),
    waits: new Map(),
  };
  if (goal)
    way.goal = {
      on: goal.on,
      if: test(goal.if),
      withinMs: goal.within === undefined ? undefined : durationMs(goal.within),
    };
  for (const [id, step] of Object.entries(steps)) {
    if ('branch' in step)
      way.arms.set(
        id,
        step.branch.map((arm) => compiler.test(arm.if)),
      );
    if ('wait' in step) way.waits.set(id, durationMs(step.wait));
  }
  return way;
}

/** The content hash of a journey: the same words give the same version, whatever release they came with. */
export function journeyHash(journey: Journey): string {
  return shortHash(canonical(journey), 16);
}

/** JSON with sorted keys, so that equal content has one form. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
}

/** Does any of its conditions read a counter? A segment may; what it is made of is not looked into. */
export function readsCounters({ enter, goal, exit, steps }: Journey): boolean {
  const entry = 'when' in enter ? enter.when : enter.if;
  if (entry && looksBack(entry)) return true;
  if (goal?.if && looksBack(goal.if)) return true;
  if (exit) for (const each of exit) if (each.if && looksBack(each.if)) return true;
  for (const id in steps) {
    const step = steps[id];
    if (step && 'branch' in step) for (const arm of step.branch) if (looksBack(arm.if)) return true;
  }
  return false;
}
