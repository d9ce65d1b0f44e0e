/**
 * What a person's history says of consent and of their runs up to one entry. It is read oldest first, so that a refusal
 * can be explained by what was known when it was decided.
 */

import type { Journey } from '../../../schemas/journey.ts';
import { entryModule } from '../../domain/journey/entries/entries.ts';
import type { HistoryEntry } from '../../domain/profile/history.ts';
import { time } from './profile-view.ts';

type Entry<T> = Extract<HistoryEntry, { type: T }>;
export type EventEntry = Entry<'event'>;
type Consent = Entry<'consent'> & { event: EventEntry['event'] | undefined };

export interface Run {
  entry: number;
  /** When what entered it was accepted: the pause until re-entry counts from there. */
  since: number;
  /** The name of the event that entered it. */
  on: string | undefined;
  under: 'way' | 'done';
}

export class Circumstances {
  readonly events = new Map<string, EventEntry>();
  readonly #runs = new Map<string, Run>();
  readonly #withdrawn = new Map<string, Consent>();
  readonly #given = new Set<string>();
  #last: EventEntry | undefined;

  take(entry: HistoryEntry): void {
    if (entry.type === 'event') {
      this.events.set(entry.event.id, entry);
      this.#last = entry;
    } else if (entry.type === 'consent') this.#takeConsent(entry);
    else if (entry.type === 'journey') this.#takeRun(entry);
  }

  /** The latest run of a journey, if there was one. */
  run(journey: string): Run | undefined {
    return this.#runs.get(journey);
  }

  /** How often an event of this name happened to the person, and the last of them. */
  last(name: string): EventEntry | undefined {
    return [...this.events.values()].findLast(({ event }) => event.name === name);
  }

  /** Whether an event would have entered the journey, had the person not been inside. */
  isInside({ id, enter }: Journey, { event }: EventEntry): Run | undefined {
    const on = entryModule(enter)?.event?.(enter);
    const run = this.#runs.get(id);
    return run?.under === 'way' && run.on === event.name && on === event.name ? run : undefined;
  }

  /** Why no consent counts, and from where that comes. */
  noConsent(purpose: string, channel: string): string {
    const what = `consent for ${purpose} by ${channel}`;
    const no = this.#withdrawn.get(keyOf(purpose, channel));
    if (no) return `${what} was withdrawn at ${time(no.t)}${originOf(no)}`;
    return this.#given.has(keyOf(purpose, channel))
      ? `${what} was given, and a withdrawal that is stricter stands against it`
      : `nobody has given ${what}`;
  }

  /** The event that a consent or a withdrawal came with: it stands right before it. */
  causeOf({ t }: Entry<'consent'>): EventEntry['event'] | undefined {
    return this.#last?.t === t ? this.#last.event : undefined;
  }

  #takeConsent(entry: Entry<'consent'>): void {
    const key = keyOf(entry.purpose, entry.channel);
    if (entry.given) this.#given.add(key);
    else this.#withdrawn.set(key, { ...entry, event: this.causeOf(entry) });
    if (entry.given && entry.counts) this.#withdrawn.delete(key);
  }

  #takeRun(entry: Entry<'journey'>): void {
    const run = this.#runs.get(entry.journey);
    if (entry.what === 'entered') {
      const cause = this.events.get(entry.event ?? '')?.event;
      const since = cause?.acceptedAt ?? entry.t;
      this.#runs.set(entry.journey, { entry: entry.entry, since, on: cause?.name, under: 'way' });
    } else if (run && (entry.what === 'exited' || entry.what === 'finished')) run.under = 'done';
  }
}

const keyOf = (purpose: string, channel: string): string => JSON.stringify([purpose, channel]);

/** Where a withdrawal came from: the page, the answer or the system that its source names, and the event itself. */
function originOf({ source, event }: Consent): string {
  const by = event && `"${event.name}" from a ${event.trust}`;
  if (source) return `, source: ${source}${by ? ` (${by})` : ''}`;
  return by ? `, by ${by}` : '';
}
