// A program, compiled once per release: what an event name enters, counts, and can turn, without looking at the other journeys.
import type { Condition } from '../../../schemas/condition.ts';
import type { Journey } from '../../../schemas/journey.ts';
import type { Program } from '../../../schemas/program.ts';
import { type Compiled, ConditionCompiler, type Test } from '../condition/compile.ts';
import type { CounterSpec } from '../condition/counters.ts';
import { HASHED } from '../condition/operators.ts';
import { type Getter, getter } from '../condition/value.ts';
import { isSealed } from '../consent/consent.ts';
import type { JourneyState, ProfileState } from '../profile/state.ts';
import { shortHash } from '../short-hash.ts';
import { DAY_MS, durationMs } from '../time/duration.ts';

export interface CompiledTrigger {
  on: string;
  if?: Test;
}

export interface CompiledJourney {
  id: string;
  /** Content hash: the version a profile entered. */
  hash: string;
  source: Journey;
  enterIf?: Test;
  when?: Compiled;
  reenterAfterMs?: number;
  maxAgeMs: number;
  goal?: CompiledTrigger & { withinMs?: number };
  exits: CompiledTrigger[];
  /** Tests of branch arms by step id. */
  arms: Map<string, Test[]>;
  waits: Map<string, number>;
  /** Ids of the counters its conditions read. */
  counters: ReadonlySet<string>;
}

/** Journeys entered on one event name: by the first equality their condition demands, and the rest. */
interface EventEntries {
  byValue: { path: string; get: Getter; values: Map<unknown, CompiledJourney[]> }[];
  rest: CompiledJourney[];
}

export interface CompiledProgram {
  number: number;
  program: Program;
  journeys: Map<string, CompiledJourney>;
  /** Versions that profiles inside still finish, by hash; the live ones too. */
  versions: Map<string, CompiledJourney>;
  entries: Map<string, EventEntries>;
  /** Journeys entered by `when`, by what can turn them. */
  whens: Map<string, CompiledJourney[]>;
  /** Of these, the ones that time alone can turn. */
  timedWhens: CompiledJourney[];
  counters: Map<string, CounterSpec>;
  /**
   * Names the counters the live journeys read and how far back they look, older versions apart: when it differs, what a
   * profile lacks is back-filled.
   */
  counterSet: string;
  countersByEvent: Map<string, CounterSpec[]>;
  /** Channel id by lower-case utm_medium. */
  channelByMedium: Map<string, string>;
  attributionMs: number;
}

/** `older`: journey versions that profiles inside still finish. */
export function compileProgram(
  program: Program,
  number: number,
  older: readonly Journey[] = [],
): CompiledProgram {
  const compiler = new ConditionCompiler(program.segments);
  const compiled: CompiledProgram = {
    number,
    program,
    journeys: new Map(),
    versions: new Map(),
    entries: new Map(),
    whens: new Map(),
    timedWhens: [],
    counters: compiler.counters,
    counterSet: '',
    countersByEvent: new Map(),
    channelByMedium: new Map(),
    attributionMs: durationMs(program.attribution.window),
  };
  for (const source of Object.values(program.journeys)) {
    const journey = compileJourney(source, compiler);
    compiled.journeys.set(journey.id, journey);
    compiled.versions.set(journey.hash, journey);
    indexEntry(compiled, journey);
  }
  const looks = [...compiler.counters.values()].map(({ id, windowMs }) => `${id}:${windowMs}`);
  compiled.counterSet = shortHash(looks.sort().join(), 6);
  compiler.live = false;
  for (const source of older) {
    const journey = compileJourney(source, compiler);
    if (!compiled.versions.has(journey.hash)) compiled.versions.set(journey.hash, journey);
  }
  for (const spec of compiler.counters.values()) push(compiled.countersByEvent, spec.event, spec);
  for (const channel of Object.values(program.channels))
    for (const medium of [channel.id, ...channel.aliases])
      compiled.channelByMedium.set(medium.toLowerCase(), channel.id);
  return compiled;
}

/** An event that was accepted in time for the goal is folded at most so much later. */
const GOAL_GRACE_MS = DAY_MS;

/** Is a profile still on the way in a journey, or may its goal still come? `at`: of the last message folded. */
export const isUnderWay = ({ phase, goalUntil, goalAt }: JourneyState, at: number): boolean =>
  phase !== 'done' || (goalAt === undefined && goalUntil !== undefined && at <= goalUntil + GOAL_GRACE_MS);

/** Counters that a profile keeps: those the live journeys read, and those of older versions it still walks. */
export function countersOf(
  program: CompiledProgram,
  state: Pick<ProfileState, 'journeys' | 'handledAt'>,
): CounterSpec[] {
  const walked = new Set<string>();
  for (const inside of Object.values(state.journeys))
    if (isUnderWay(inside, state.handledAt))
      for (const id of program.versions.get(inside.hash)?.counters ?? []) walked.add(id);
  return [...program.counters.values()].filter(({ id, live }) => live || walked.has(id));
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

function compileJourney(source: Journey, compiler: ConditionCompiler): CompiledJourney {
  const { enter, goal } = source;
  compiler.asked.clear();
  const test = (condition: Condition | undefined) =>
    condition ? compiler.compile(condition).test : undefined;
  const journey: CompiledJourney = {
    id: source.id,
    hash: journeyHash(source),
    source,
    maxAgeMs: durationMs(enter.maxAge),
    exits: (source.exit ?? []).map((exit) => ({ on: exit.on, if: test(exit.if) })),
    arms: new Map(),
    waits: new Map(),
    counters: new Set(),
  };
  if ('when' in enter) journey.when = compiler.compile(enter.when);
  else journey.enterIf = test(enter.if);
  if (enter.reenter) journey.reenterAfterMs = durationMs(enter.reenter.after);
  if (goal)
    journey.goal = {
      on: goal.on,
      if: test(goal.if),
      withinMs: goal.within ? durationMs(goal.within) : undefined,
    };
  for (const [id, step] of Object.entries(source.steps)) {
    if ('branch' in step)
      journey.arms.set(
        id,
        step.branch.map((arm) => compiler.compile(arm.if).test),
      );
    if ('wait' in step) journey.waits.set(id, durationMs(step.wait));
  }
  journey.counters = new Set(compiler.asked);
  return journey;
}

function indexEntry(compiled: CompiledProgram, journey: CompiledJourney): void {
  const { enter } = journey.source;
  if ('when' in enter) {
    for (const cause of journey.when?.dependsOn ?? []) push(compiled.whens, cause, journey);
    if (journey.when?.nextFlip) compiled.timedWhens.push(journey);
    return;
  }
  let entries = compiled.entries.get(enter.on);
  if (!entries) {
    entries = { byValue: [], rest: [] };
    compiled.entries.set(enter.on, entries);
  }
  const demand = enter.if && firstEquality(enter.if);
  if (!demand) {
    entries.rest.push(journey);
    return;
  }
  let index = entries.byValue.find((each) => each.path === demand.property);
  if (!index) {
    index = { path: demand.property, get: getter(demand.property), values: new Map() };
    entries.byValue.push(index);
  }
  push(index.values, demand.eq, journey);
}

/** An equality on a property without which the condition cannot hold: the condition itself, or one arm of its `all`. */
function firstEquality(c: Condition): { property: string; eq: unknown } | undefined {
  if ('property' in c) return c.eq === undefined ? undefined : { property: c.property, eq: c.eq };
  if (!('all' in c)) return undefined;
  for (const each of c.all) {
    const found = firstEquality(each);
    if (found) return found;
  }
  return undefined;
}

/** The journeys an event could enter, before their own conditions are asked. */
export function candidates(
  compiled: CompiledProgram,
  name: string,
  properties: Parameters<Getter>[0],
): CompiledJourney[] {
  const entries = compiled.entries.get(name);
  if (!entries) return [];
  if (!entries.byValue.length) return entries.rest;
  const found = [...entries.rest];
  for (const { get, values } of entries.byValue) found.push(...(values.get(keyOf(get(properties))) ?? []));
  return found;
}

/** A sealed value is found by its hash, as `eq` has it at publish. */
const keyOf = (value: unknown): unknown => (isSealed(value) ? HASHED + value.$sealed.h : value);

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
