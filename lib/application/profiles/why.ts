/**
 * Why somebody got a message, or did not (I8): every decision of a journey with the rule, the data it met and where that came
 * from, and what became of each send. In words, and as data beside them. Oldest first: it reads as a story.
 */
import type { Why, WhyDecision, WhySource } from '../../../schemas/api/profiles.ts';
import type { Journey } from '../../../schemas/journey.ts';
import type { Program } from '../../../schemas/program.ts';
import type { HistoryEntry } from '../../domain/profile/history.ts';
import type { ProfileStore } from '../../ports/profile-store.ts';
import type { Recipient } from '../recipient.ts';
import { masked, time } from './profile-view.ts';
import { type Past, past } from './timeline.ts';
import { conditionInWords, inWords } from './words.ts';

type OfJourney = Extract<HistoryEntry, { journey: string }>;
type EventEntry = Extract<HistoryEntry, { type: 'event' }>;

const ENTRIES_MAX = 5_000;

/** `journey`: this one only, and what can be said of it even where it decided nothing. */
export async function why(
  profiles: ProfileStore,
  program: Program | undefined,
  recipient: Recipient,
  journey?: string,
): Promise<Why> {
  const decided: Past[] = [];
  const events = new Map<string, EventEntry>();
  let looked = 0;
  for await (const one of past(profiles, recipient)) {
    looked += 1;
    if (looked > ENTRIES_MAX) break;
    const { entry } = one;
    if (entry.type === 'event') events.set(entry.event.id, entry);
    else if ('journey' in entry && (journey === undefined || entry.journey === journey)) decided.push(one);
  }
  const byJourney = Map.groupBy(decided.reverse(), ({ entry }) => (entry as OfJourney).journey);
  if (journey !== undefined && !byJourney.has(journey)) byJourney.set(journey, []);
  return {
    profile: recipient.id,
    journeys: [...byJourney].map(([id, entries]) => {
      const live = program?.journeys[id];
      const decisions = entries.map(({ entry }) => decision(entry as OfJourney, events));
      const rule = live && ruleOf(live);
      return {
        journey: id,
        ...(rule && { rule }),
        ...(decisions.length === 0 && { text: silence(live, events) }),
        decisions,
      };
    }),
    complete: looked <= ENTRIES_MAX,
  };
}

function decision(entry: OfJourney, events: ReadonlyMap<string, EventEntry>): WhyDecision {
  const told = { at: time(entry.t), text: inWords(entry) };
  if (entry.type === 'outcome') return { ...told, what: entry.type, ...decided(entry) };
  if (entry.type === 'receipt') return { ...told, what: entry.type, ...decided(entry) };
  const cause = events.get(entry.event ?? '');
  return {
    ...told,
    ...decided(entry),
    ...(cause && { text: `${told.text}, on "${cause.event.name}" of ${time(cause.event.occurredAt)}` }),
    until: entry.until === undefined ? undefined : time(entry.until),
    ...(cause && { source: sourceOf(cause) }),
  };
}

/** What an entry says beside when, what kind it is and which journey. */
function decided<E extends OfJourney>({ t: _, type: __, journey: ___, ...data }: E) {
  return masked(data);
}

/** The event that a decision was made on: what it said, and who vouched for it. */
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
  const when = 'on' in enter ? `on "${enter.on}"` : `when ${rule(enter.when)}`;
  const if_ = 'on' in enter && enter.if ? ` if ${rule(enter.if)}` : '';
  return `Entered ${when}${if_}; its messages need consent for ${purpose}.`;
}

function rule(condition: object): string {
  const [[name, parts] = ['', undefined]] = Object.entries(condition) as [string, unknown][];
  if (name === 'not') return `not (${rule(parts as object)})`;
  if ((name === 'all' || name === 'any') && Array.isArray(parts))
    return parts.map((part: object) => `(${rule(part)})`).join(name === 'all' ? ' and ' : ' or ');
  return conditionInWords(condition);
}

/** Why a journey never decided anything about this person. */
function silence(live: Journey | undefined, events: ReadonlyMap<string, EventEntry>): string {
  if (!live)
    return 'The live program has no journey of this name, and none of this name ever decided anything here.';
  const { enter } = live;
  if (!('on' in enter)) return 'Its condition has not turned true for this person since it was published.';
  const had = [...events.values()].some(({ event }) => event.name === enter.on);
  return had
    ? `"${enter.on}" happened, but not since this journey was published, or its condition asks for other values.`
    : `"${enter.on}", on which it is entered, has not happened to this person.`;
}
