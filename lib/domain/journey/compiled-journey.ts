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
import { someCondition } from './conditions-of.ts';
import { entryModule } from './entries/entries.ts';
import type { Equality } from './entries/entry-module.ts';
import type { StepModule } from './steps/step-module.ts';
import { stepModule } from './steps/steps.ts';

export interface CompiledTrigger {
  on: string;
  if?: Test | undefined;
}

export interface CompiledStep {
  source: Step;
  /** Undefined: its form is unknown to this release. */
  module: StepModule | undefined;
  /** Its conditions, compiled, in the order of the module's `conditions`. */
  tests: readonly Test[];
}

/** What is evaluated for profiles inside. */
interface CompiledInside {
  goal?: CompiledTrigger & { withinMs?: number | undefined };
  exits: CompiledTrigger[];
  steps: Map<string, CompiledStep>;
}

const NO_TESTS: readonly Test[] = [];

export class CompiledJourney {
  readonly id: string;
  readonly source: Journey;
  /** An equality on a property without which no event enters it. */
  readonly demand: Equality | undefined;
  /** What remains to test on an event that satisfies `demand`. */
  readonly enterIf: Test | undefined;
  readonly when: Compiled | undefined;
  readonly #condition: Condition | undefined;
  readonly #compiler: ConditionCompiler;
  #whole: Test | undefined;
  #compiled: CompiledInside | undefined;
  #hash: string | undefined;
  #maxAgeMs: number | undefined;

  constructor(source: Journey, compiler: ConditionCompiler) {
    const entry = entryModule(source.enter)?.compile(source.enter, compiler);
    this.id = source.id;
    this.source = source;
    this.demand = entry?.demand;
    this.enterIf = entry?.enterIf;
    this.when = entry?.when;
    this.#condition = entry?.whole;
    this.#compiler = compiler;
  }

  /**
   * The reasons why the entry's condition holds for an event, or does not: the complete condition, including `demand`.
   */
  reasons(subject: Subject): Reason[] {
    const why: Reason[] = [];
    if (!this.#condition) return why;
    this.#whole ??= this.#compiler.test(this.#condition);
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

  /** Undefined: this version has no step with that id. */
  step(id: string): CompiledStep | undefined {
    return this.compiled.steps.get(id);
  }

  get compiled(): CompiledInside {
    this.#compiled ??= compileInside(this.source, this.#compiler);
    return this.#compiled;
  }
}

function compileInside({ goal, exit, steps }: Journey, compiler: ConditionCompiler): CompiledInside {
  const test = (condition: Condition | undefined) => condition && compiler.test(condition);
  const compiled: CompiledInside = {
    exits: (exit ?? []).map((each) => ({ on: each.on, if: test(each.if) })),
    steps: new Map(),
  };
  if (goal)
    compiled.goal = {
      on: goal.on,
      if: test(goal.if),
      withinMs: goal.within === undefined ? undefined : durationMs(goal.within),
    };
  for (const [id, source] of Object.entries(steps)) {
    const module = stepModule(source);
    const places = module?.conditions(source);
    const tests = places?.length ? places.map(({ condition }) => compiler.test(condition)) : NO_TESTS;
    compiled.steps.set(id, { source, module, tests });
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
export const readsCounters = (journey: Journey): boolean => someCondition(journey, looksBack);
