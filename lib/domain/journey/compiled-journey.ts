// One version of a journey, compiled on first use; the parts needed only for profiles inside are compiled when first
// needed.
import type { Condition } from '../../../schemas/condition.ts';
import type { Journey } from '../../../schemas/journey.ts';
import type { Step } from '../../../schemas/steps/steps.ts';
import type { Compiled, ConditionCompiler } from '../condition/compile.ts';
import type { Subject, Test } from '../condition/subject.ts';
import { readsCounters as looksBack } from '../condition/walk.ts';
import { shortHash } from '../hash.ts';
import type { Reason } from '../profile/history.ts';
import { durationMs } from '../time/duration.ts';
import { visitConditions } from './conditions-of.ts';
import { entryModule } from './entries/entries.ts';
import type { Equality } from './entries/entry-module.ts';
import { stepModule } from './steps/steps.ts';

export interface CompiledTrigger {
  on: string;
  if?: Test | undefined;
}

/** What is evaluated for profiles inside. */
interface InsideTests {
  goal?: CompiledTrigger & { withinMs?: number | undefined };
  exits: CompiledTrigger[];
  /** The tests of each step that has conditions, by the step's id. */
  tests: Map<string, readonly Test[]>;
}

export class CompiledJourney {
  readonly id: string;
  readonly source: Journey;
  /** An equality on a property without which no event enters it. */
  readonly demand: Equality | undefined;
  /** What remains to test on an event that satisfies `demand`. */
  readonly enterIf: Test | undefined;
  readonly when: Compiled | undefined;
  readonly #whole: (() => Test) | undefined;
  readonly #compiler: ConditionCompiler;
  #compiled: InsideTests | undefined;
  #hash: string | undefined;
  #maxAgeMs: number | undefined;

  constructor(source: Journey, compiler: ConditionCompiler) {
    const entry = entryModule(source.enter)?.compile(source.enter, compiler);
    this.id = source.id;
    this.source = source;
    this.demand = entry?.demand;
    this.enterIf = entry?.enterIf;
    this.when = entry?.when;
    this.#whole = entry?.whole;
    this.#compiler = compiler;
  }

  /**
   * The reasons why the entry's condition holds for an event, or does not: the complete condition, including `demand`.
   */
  reasons(subject: Subject): Reason[] {
    const why: Reason[] = [];
    this.#whole?.()(subject, why);
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

  /** Undefined: this version has no step with that id. */
  step(id: string): Step | undefined {
    return Object.hasOwn(this.source.steps, id) ? this.source.steps[id] : undefined;
  }

  get compiled(): InsideTests {
    this.#compiled ??= compileInside(this.source, this.#compiler);
    return this.#compiled;
  }
}

function compileInside({ goal, exit, steps }: Journey, compiler: ConditionCompiler): InsideTests {
  const test = (condition: Condition | undefined) => condition && compiler.test(condition);
  const compiled: InsideTests = {
    exits: (exit ?? []).map((each) => ({ on: each.on, if: test(each.if) })),
    tests: new Map(),
  };
  if (goal)
    compiled.goal = {
      on: goal.on,
      if: test(goal.if),
      withinMs: goal.within === undefined ? undefined : durationMs(goal.within),
    };
  for (const [id, step] of Object.entries(steps)) {
    const places = stepModule(step)?.conditions(step);
    if (places?.length)
      compiled.tests.set(
        id,
        places.map(({ condition }) => compiler.test(condition)),
      );
  }
  return compiled;
}

/** The content hash of a journey: the same content gives the same version, in whichever release it was published. */
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

/** Whether any of its conditions reads a counter. A segment is assumed to; its condition is not examined. */
export function readsCounters(journey: Journey): boolean {
  let reads = false;
  visitConditions(journey, (condition) => {
    reads ||= looksBack(condition);
  });
  return reads;
}
