// What stood in the way of a decision, and what would have had to be different (I8).
import type { Journey } from '../../../schemas/journey.ts';
import type { Program } from '../../../schemas/program.ts';
import { ConditionCompiler } from '../../domain/condition/compile.ts';
import { CompiledJourney } from '../../domain/journey/compiled-journey.ts';
import { entryModule } from '../../domain/journey/entries/entries.ts';
import type { Refusal } from '../../domain/message/refusal.ts';
import type { HistoryEntry, Reason } from '../../domain/profile/history.ts';
import type { ProfileState } from '../../domain/profile/state.ts';
import { durationMs } from '../../domain/time/duration.ts';
import type { Circumstances, EventEntry } from './circumstances.ts';
import { time } from './profile-view.ts';
import { because } from './words.ts';

type OfJourney = Extract<HistoryEntry, { journey: string }>;

/** What would let the next message out. A consent is explained by the person's own history instead. */
const REMEDIES: Partial<Readonly<Record<Refusal, string>>> = {
  'no-address': 'it takes an address for this channel',
  complained: 'it takes another address: no later consent lifts a complaint',
  bounced: 'it takes another address: this one does not take messages',
  window: 'it goes on by itself when those hours begin',
  expired: 'the sender has to come to it within a day of the decision',
  template: 'the template has to render with what is known of this person',
  budget: 'it takes room in the budget of the channel',
};

/** Undefined: nothing stood in the way, or the entry says it all. `live`: the journey, if the program still has it. */
export function whatItTakes(
  entry: OfJourney,
  known: Circumstances,
  live: Journey | undefined,
): string | undefined {
  if (entry.type === 'journey' && entry.what === 'not-entered') return toEnter(entry, known, live);
  const reason = refusalOf(entry);
  if (reason === undefined) return undefined;
  const channel = 'channel' in entry ? entry.channel : undefined;
  if (reason === 'no-consent' && live && channel !== undefined)
    return `${known.noConsent(live.purpose, channel)}; it takes a consent that is given after that`;
  return REMEDIES[reason as Refusal];
}

function refusalOf(entry: OfJourney): string | undefined {
  if (entry.type === 'receipt') return undefined;
  if (entry.type === 'outcome') return entry.status === 'refused' ? entry.reason : undefined;
  return entry.what === 'held' || entry.what === 'waits' ? entry.reason : undefined;
}

type NotEntered = Extract<OfJourney, { what: 'not-entered' }>;

function toEnter(
  { journey, reason, event }: NotEntered,
  known: Circumstances,
  live?: Journey,
): string | undefined {
  const run = known.run(journey);
  const enter = live?.enter;
  if (reason === 'inside') return run && `run ${run.entry}, which began at ${time(run.since)}, had not ended`;
  if (reason === 'once')
    return `${run ? `it began at ${time(run.since)}; ` : ''}with "reenter" the journey could be entered again`;
  if (reason === 'too-soon' && run && enter?.reenter)
    return `it began at ${time(run.since)}; it is entered again from ${time(run.since + durationMs(enter.reenter.after))} on ("reenter" after ${enter.reenter.after})`;
  if (reason !== 'too-old' || !enter) return undefined;
  const cause = known.events.get(event ?? '')?.event;
  const when = cause
    ? `it happened at ${time(cause.occurredAt)} and came in at ${time(cause.acceptedAt)}; `
    : '';
  return `${when}the journey takes what is at most ${enter.maxAge} old`;
}

export interface Person {
  state: ProfileState;
  known: Circumstances;
  /** Milliseconds: when the question is asked. */
  now: number;
}

/** Why a journey never decided anything about this person. */
export function silence(program: Program, live: Journey, person: Person): string {
  const entry = entryModule(live.enter);
  if (!entry) return 'It is entered in a way that this release does not know.';
  const on = entry.event?.(live.enter);
  const last = on === undefined ? undefined : person.known.last(on);
  const said = entry.silence(live.enter, () => last !== undefined);
  if (on !== undefined && !last) return said;
  const why = reasonsOf(new CompiledJourney(live, new ConditionCompiler(program.segments)), person, last);
  if (why.length === 0) return said;
  const asked = last ? `of the last one, at ${time(last.event.occurredAt)}` : 'as things stand';
  return `${said.replace(/\.$/, '')} (${asked})${because(why)}.`;
}

function reasonsOf(journey: CompiledJourney, { state, now }: Person, last: EventEntry | undefined): Reason[] {
  const { purpose } = journey.source;
  if (last) {
    const { properties, occurredAt } = last.event;
    return journey.reasons({ state, properties, at: occurredAt, purpose });
  }
  const why: Reason[] = [];
  journey.when?.test({ state, at: now, purpose }, why);
  return why;
}
