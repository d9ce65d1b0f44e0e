/**
 * Why a person got a message, or did not (I8): every decision of a journey with its rule, the data it met and where
 * that came from, and the outcome of each send. In words, with the data beside them, oldest first.
 */
import type { Why, WhyConsent, WhyDecision, WhySource } from '../../../schemas/api/profiles.ts';
import type { Journey } from '../../../schemas/journey.ts';
import type { Program } from '../../../schemas/program.ts';
import { withReadableOperands } from '../../domain/condition/sealed-operand.ts';
import { conditionInWords } from '../../domain/condition/words.ts';
import { entryModule } from '../../domain/journey/entries/entries.ts';
import type { HistoryEntry } from '../../domain/profile/history.ts';
import type { ProfileStore } from '../../ports/profile-store.ts';
import type { LiveProgram } from '../program/publish-program.ts';
import type { Recipient } from '../recipient.ts';
import { Circumstances, type EventEntry } from './circumstances.ts';
import { masked, time } from './profile-view.ts';
import { past } from './timeline.ts';
import { silence, whatItTakes } from './why-not.ts';
import { inWords } from './words.ts';

type OfJourney = Extract<HistoryEntry, { journey: string }>;

const ENTRIES_MAX = 5_000;

export interface WhyPorts {
  profiles: ProfileStore;
  /** The live program; undefined before the first publish. */
  live(): Promise<Pick<LiveProgram, 'program' | 'masks'> | undefined>;
  clock(): number;
}

/** `journey`: only this one, with an explanation even if it decided nothing, as long as the program has it. */
export async function why(ports: WhyPorts, recipient: Recipient, journey?: string): Promise<Why> {
  const { program, masks = {} } = (await ports.live()) ?? {};
  const { entries, complete } = await recent(ports.profiles, recipient);
  const known = new Circumstances();
  const consent: WhyConsent[] = [];
  const journeys = new Map<string, WhyDecision[]>(journey === undefined ? [] : [[journey, []]]);
  const answered = new Set(entries.flatMap(causeOf));
  for (const entry of entries) {
    known.take(entry);
    if (entry.type === 'consent') consent.push(consentOf(entry, known));
    for (const each of 'journey' in entry ? [entry] : unrecorded(entry, known, { program, answered })) {
      if (journey !== undefined && each.journey !== journey) continue;
      const before = journeys.get(each.journey) ?? [];
      journeys.set(each.journey, before);
      const next = counted(withReadableOperands(each, masks), before);
      before.push(decision(next, known, program?.journeys[each.journey]));
    }
  }
  const purposes = new Set([...journeys.keys()].map((id) => program?.journeys[id]?.purpose));
  const person = { state: recipient.state, known, now: ports.clock() };
  return {
    profile: recipient.id,
    journeys: [...journeys].map(([id, decisions]) => {
      const live = program && Object.hasOwn(program.journeys, id) ? program.journeys[id] : undefined;
      const shown = live && withReadableOperands(live, masks);
      return {
        journey: id,
        ...(shown && { rule: ruleOf(shown) }),
        ...(program && live && decisions.length === 0 && { text: silence(program, live, person) }),
        decisions,
      };
    }),
    consent: consent.filter(({ purpose }) => purposes.has(purpose)),
    complete,
  };
}

function consentOf(entry: Extract<HistoryEntry, { type: 'consent' }>, known: Circumstances): WhyConsent {
  const { t, type: _, ...data } = entry;
  const event = known.causeOf(entry);
  const by = event ? ` ("${event.name}" from a ${event.trust})` : '';
  return { at: time(t), text: `${inWords(entry)}${by}`, ...data };
}

/** Oldest first. */
async function recent(profiles: ProfileStore, recipient: Recipient) {
  const entries: HistoryEntry[] = [];
  for await (const { entry } of past(profiles, recipient)) {
    if (entries.length === ENTRIES_MAX) return { entries: entries.reverse(), complete: false };
    entries.push(entry);
  }
  return { entries: entries.reverse(), complete: true };
}

const causeOf = (entry: HistoryEntry): string[] =>
  entry.type === 'journey' && 'event' in entry && entry.event !== undefined
    ? [`${entry.journey} ${entry.event}`]
    : [];

type NotEntered = Extract<OfJourney, { what: 'not-entered' }>;

/** Events on which a person would have entered again, had they not been inside: too many to be stored with each run. */
function unrecorded(
  entry: HistoryEntry,
  known: Circumstances,
  { program, answered }: { program: Program | undefined; answered: ReadonlySet<string> },
): NotEntered[] {
  if (entry.type !== 'event') return [];
  const { t, event } = entry;
  return Object.values(program?.journeys ?? {})
    .filter((live) => known.isInside(live, entry) && !answered.has(`${live.id} ${event.id}`))
    .map(({ id }) => ({
      ...({ t, type: 'journey', journey: id, entry: 0, what: 'not-entered' } as const),
      ...{ reason: 'inside', event: event.id },
    }));
}

/** Events in a row that found the person inside are one line with their number, at the last of them. */
function counted(entry: OfJourney, before: WhyDecision[]): OfJourney {
  if (entry.type !== 'journey' || entry.what !== 'not-entered' || entry.reason !== 'inside') return entry;
  const last = before.at(-1);
  if (last?.what !== 'not-entered' || last.reason !== 'inside') return entry;
  before.pop();
  return { ...entry, times: (last.times ?? 1) + 1 };
}

function decision(entry: OfJourney, known: Circumstances, live: Journey | undefined): WhyDecision {
  const takes = whatItTakes(entry, known, live);
  const cause = 'event' in entry ? known.events.get(entry.event ?? '') : undefined;
  const on =
    cause && entry.type === 'journey' ? `, on "${cause.event.name}" of ${time(cause.event.occurredAt)}` : '';
  const described = { at: time(entry.t), text: `${inWords(entry)}${on}${takes ? `: ${takes}` : ''}` };
  if (entry.type === 'outcome') return { ...described, what: entry.type, ...decided(entry) };
  if (entry.type === 'receipt') return { ...described, what: entry.type, ...decided(entry) };
  return {
    ...described,
    ...decided(entry),
    until: entry.what === 'waits' ? time(entry.until) : undefined,
    ...(cause && { source: sourceOf(cause) }),
  };
}

/** The fields of an entry apart from its time, type and journey. */
function decided<E extends OfJourney>({ t: _, type: __, journey: ___, ...data }: E) {
  return masked(data);
}

/** The event that caused a decision: its content, and who vouched for it. */
function sourceOf({ event }: EventEntry): WhySource {
  return {
    event: event.name,
    id: event.id,
    occurredAt: time(event.occurredAt),
    acceptedAt: time(event.acceptedAt),
    trust: event.trust,
    properties: masked(event.properties),
  };
}

function ruleOf({ enter, purpose }: Journey): string {
  const entered =
    entryModule(enter)?.rule(enter, conditionInWords) ?? 'Entered in a way that this release does not know';
  return `${entered}; its messages need consent for ${purpose}.`;
}
