/**
 * A program, compiled once per release: for an event name, which journeys it may enter, which counters it changes and
 * which conditions it can change, without looking at the other journeys.
 *
 * - Conditions that read a counter and `when` entries are compiled at once, because every event may count for them or
 *   change them.
 * - Everything else is compiled at the first event of its name, or when a profile inside needs it. A function with a
 *   program of thousands of journeys starts as fast as those of its first event compile.
 */
import type { Journey } from '../../../schemas/journey.ts';
import type { Program } from '../../../schemas/program.ts';
import type { Cause } from '../condition/cause.ts';
import { ConditionCompiler } from '../condition/compile.ts';
import type { CounterSpec } from '../counter/counters.ts';
import { shortHash } from '../hash.ts';
import { CompiledJourney, readsCounters } from '../journey/compiled-journey.ts';
import { entryModule } from '../journey/entries/entries.ts';
import { candidatesAmong, type EventEntries, indexEntries } from '../journey/entry-index.ts';
import type { JourneyProgram } from '../journey/turn.ts';
import { channelNames } from '../money/channel-names.ts';
import type { Getter } from '../path.ts';
import type { JourneyState, ProfileState } from '../profile/state.ts';
import { DAY_MS, durationMs } from '../time/duration.ts';
import { type Artefact, countingJourneys } from './artefact.ts';

/** An older version of a journey, with the ids of the counters that its conditions read. */
interface OlderVersion {
  journey: CompiledJourney;
  counters: ReadonlySet<string>;
}

export class CompiledProgram implements JourneyProgram {
  readonly number: number;
  readonly program: Program;
  /** Journeys entered by `when`, by the causes that can change their condition. */
  readonly conditionEntries = new Map<Cause, CompiledJourney[]>();
  /** Of these, the ones that time alone can change. */
  readonly timedConditionEntries: CompiledJourney[] = [];
  readonly counters: ReadonlyMap<string, CounterSpec>;
  readonly countersByEvent = new Map<string, CounterSpec[]>();
  /** Channel ids by their names, which a visit's utm_medium is one of. */
  readonly channelByName: ReadonlyMap<string, string>;
  readonly attributionMs: number;
  readonly #compiler: ConditionCompiler;
  readonly #sources = new Map<string, Journey[]>();
  readonly #entries = new Map<string, EventEntries>();
  readonly #live = new Map<string, CompiledJourney>();
  readonly #older = new Map<string, OlderVersion>();
  readonly #looks: string;
  #counterSet: string | undefined;

  constructor(program: Artefact, number: number, older: readonly Journey[]) {
    this.number = number;
    this.program = program;
    this.attributionMs = durationMs(program.attribution.window);
    this.channelByName = channelNames(program.channels);
    this.#compiler = new ConditionCompiler(program.segments);
    this.counters = this.#compiler.counters;
    const counting = countingJourneys(program);
    for (const source of Object.values(program.journeys))
      this.#take(source, counting ? counting.has(source.id) : readsCounters(source));
    this.#looks = [...this.counters.values()]
      .map(({ id, windowMs }) => `${id}:${windowMs}`)
      .sort()
      .join();
    this.#compiler.live = false;
    for (const source of older) this.#takeOlder(source);
    for (const spec of this.counters.values()) push(this.countersByEvent, spec.event, spec);
  }

  /**
   * Identifies the counters that the live journeys read and how far back they look, without older versions. When it
   * differs, a profile's missing counters are back-filled.
   */
  get counterSet(): string {
    this.#counterSet ??= shortHash(this.#looks, 6);
    return this.#counterSet;
  }

  /** The live version of a journey. */
  journey(id: string): CompiledJourney | undefined {
    const known = this.#live.get(id);
    if (known) return known;
    const source = Object.hasOwn(this.program.journeys, id) ? this.program.journeys[id] : undefined;
    return source && this.#compile(source);
  }

  /**
   * The version of a journey that a profile entered: the live one, or an older one that profiles inside still finish.
   */
  version(id: string, hash: string): CompiledJourney | undefined {
    const older = this.#older.get(hash)?.journey;
    if (older) return older;
    const live = this.journey(id);
    return live?.hash === hash ? live : undefined;
  }

  /** The journeys an event could enter, before their conditions are evaluated. */
  candidates(name: string, properties: Parameters<Getter>[0]): readonly CompiledJourney[] {
    const entries = this.#entries.get(name) ?? this.#index(name);
    return entries ? candidatesAmong(entries, properties) : [];
  }

  /** The counters that a profile keeps: those of the live journeys, and those of older versions it is still in. */
  countersOf({ journeys, handledAt }: Pick<ProfileState, 'journeys' | 'handledAt'>): CounterSpec[] {
    const walked = new Set<string>();
    for (const inside of Object.values(journeys))
      if (isUnderWay(inside, handledAt))
        for (const id of this.#older.get(inside.hash)?.counters ?? []) walked.add(id);
    return [...this.counters.values()].filter(({ id, live }) => live || walked.has(id));
  }

  #take(source: Journey, counts: boolean): void {
    const event = entryModule(source.enter)?.event?.(source.enter);
    if (event !== undefined) push(this.#sources, event, source);
    if (counts) void this.#compile(source).compiled;
    if (event !== undefined) return;
    const journey = this.#compile(source);
    for (const cause of journey.when?.dependsOn ?? []) push(this.conditionEntries, cause, journey);
    if (journey.when?.nextFlip) this.timedConditionEntries.push(journey);
  }

  #takeOlder(source: Journey): void {
    this.#compiler.asked.clear();
    const journey = new CompiledJourney(source, this.#compiler);
    // Compiled now, while the compiler attributes new counters to an older version.
    void journey.compiled;
    if (this.version(journey.id, journey.hash)) return;
    this.#older.set(journey.hash, { journey, counters: new Set(this.#compiler.asked) });
  }

  #compile(source: Journey): CompiledJourney {
    const known = this.#live.get(source.id);
    if (known) return known;
    const journey = new CompiledJourney(source, this.#compiler);
    this.#live.set(source.id, journey);
    return journey;
  }

  #index(name: string): EventEntries | undefined {
    const sources = this.#sources.get(name);
    if (!sources) return undefined;
    const entries = indexEntries(sources.map((source) => this.#compile(source)));
    this.#entries.set(name, entries);
    return entries;
  }
}

/** `older`: journey versions that profiles inside still finish. */
export const compileProgram = (
  program: Artefact,
  number: number,
  older: readonly Journey[] = [],
): CompiledProgram => new CompiledProgram(program, number, older);

/** An event that was accepted in time for the goal is folded at most this much later. */
const GOAL_GRACE_MS = DAY_MS;

/** Whether a profile is still in the journey or may still reach its goal. `at`: time of the last message folded. */
export const isUnderWay = ({ phase, goalUntil, goalAt }: JourneyState, at: number): boolean =>
  phase !== 'done' || (goalAt === undefined && goalUntil !== undefined && at <= goalUntil + GOAL_GRACE_MS);

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
