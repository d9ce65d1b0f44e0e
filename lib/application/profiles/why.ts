/**
 * Why a person got a message, or did not (I8): every decision of a journey with its rule, the data it met and where
 * that came from, and the outcome of each send. In words, with the data beside them, oldest first.
 */
import type { Why, WhyDecision, WhySource } from '../../../schemas/api/profiles.ts';
import type { Journey } from '../../../schemas/journey.ts';
import type { Program } from '../../../schemas/program.ts';
import { conditionInWords } from '../../domain/condition/words.ts';
import { entryModule } from '../../domain/journey/entries/entries.ts';
import type { HistoryEntry } from '../../domain/profile/history.ts';
import type { ProfileStore } from '../../ports/profile-store.ts';
import type { Recipient } from '../recipient.ts';
import { masked, time } from './profile-view.ts';
import { type Past, past } from './timeline.ts';
import { inWords } from './words.ts';

type OfJourney = Extract<HistoryEntry, { journey: string }>;
type EventEntry = Extract<HistoryEntry, { type: 'event' }>;

const ENTRIES_MAX = 5_000;

/** `journey`: only this one, with an explanation even if it decided nothing, as long as the program has it. */
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
        ...(live && decisions.length === 0 && { text: silence(live, events) }),
        decisions,
      };
    }),
    complete: looked <= ENTRIES_MAX,
  };
}

function decision(entry: OfJourney, events: ReadonlyMap<string, EventEntry>): WhyDecision {
  const described = { at: time(entry.t), text: inWords(entry) };
  if (entry.type === 'outcome') return { ...described, what: entry.type, ...decided(entry) };
  if (entry.type === 'receipt') return { ...described, what: entry.type, ...decided(entry) };
  const cause = 'event' in entry ? events.get(entry.event ?? '') : undefined;
  return {
    ...described,
    ...decided(entry),
    ...(cause && { text: `${described.text}, on "${cause.event.name}" of ${time(cause.event.occurredAt)}` }),
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

/** Why a journey never decided anything about this person. */
function silence(live: Journey, events: ReadonlyMap<string, EventEntry>): string {
  const happened = (name: string) => [...events.values()].some(({ event }) => event.name === name);
  const known = entryModule(live.enter)?.silence(live.enter, happened);
  return known ?? 'It is entered in a way that this release does not know.';
}
