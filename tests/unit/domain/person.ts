// One profile and its program, without stores: messages go through the fold, and tests inspect the result.

import { foldBatch, type Poison } from '../../../lib/domain/actor/fold.ts';
import type { HistoryEntry } from '../../../lib/domain/profile/history.ts';
import type { ProfileState } from '../../../lib/domain/profile/state.ts';
import { type CompiledProgram, compileProgram } from '../../../lib/domain/program/compile.ts';
import { Program } from '../../../schemas/documents.ts';
import type { Effect, SendRequest } from '../../../schemas/effects.ts';
import type { Journey } from '../../../schemas/journey.ts';
import type { EventMessage, MailboxMessage, OutcomeMessage, Sealed } from '../../../schemas/mailbox.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Ten in the morning in Berlin. */
export const T0 = Date.parse('2026-11-20T09:00:00Z');

export const USER: ProfileId = 'u-AAAAAAAAAAAAAAAAAAAAAA';
export const DEVICE: ProfileId = 'a-AAAAAAAAAAAAAAAAAAAAAA';

export const sealed = (text: string): Sealed => ({
  $sealed: { k: `k-${text}`, c: `c-${text}`, h: `h-${text}` },
  m: '***',
});

const journeyDefaults = { purpose: 'marketing' };

/** A program of these journeys (without `id`, `purpose`), with channels and templates of all kinds. */
export function programOf(journeys: Record<string, object>, more: object = {}): Program {
  return Program.parse({
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    purposes: { marketing: { description: 'offers' }, service: { description: 'service' } },
    segments: {},
    budgets: {},
    templates: {
      mail: { id: 'mail', channel: 'email', subject: 's', html: 'h' },
      text: { id: 'text', channel: 'sms', text: 't' },
      note: { id: 'note', channel: 'push', title: 't', text: 't' },
    },
    channels: {
      email: { id: 'email', aliases: ['mail'], price: '0.01 EUR' },
      sms: { id: 'sms', price: '0.08 EUR', window: { from: '08:00', to: '21:00' } },
      push: { id: 'push', price: '0.001 EUR' },
    },
    ...more,
    journeys: Object.fromEntries(
      Object.entries(journeys).map(([id, journey]) => [id, { id, ...journeyDefaults, ...journey }]),
    ),
  });
}

export const waiting = (wait: string) => ({ start: 'pause', steps: { pause: { wait } } });
export const mailing = { start: 'mail', steps: { mail: { send: 'email', template: 'mail' } } };

let ids = 0;

/** An event accepted at `at`; it also happened then, unless `occurredAt` differs. */
export function event(name: string, at: number, more: Partial<EventMessage> = {}): EventMessage {
  ids += 1;
  return {
    type: 'event',
    id: `e${ids}`,
    kind: 'track',
    name,
    occurredAt: at,
    acceptedAt: at,
    index: 0,
    clientAt: at,
    trust: 'server',
    properties: {},
    traits: {},
    context: {},
    ...more,
  };
}

export const identify = (at: number, traits: EventMessage['traits'], more: Partial<EventMessage> = {}) =>
  event('identify', at, { kind: 'identify', traits, ...more });

export const consent = (given: boolean, at: number, more: Partial<EventMessage> = {}) =>
  event(given ? 'Consent Given' : 'Consent Withdrawn', at, { properties: { purpose: 'marketing' }, ...more });

export const wake = (wakeAt: number): MailboxMessage => ({ type: 'wake', id: `wake#${wakeAt}`, wakeAt });

export function outcome(
  request: SendRequest,
  status: OutcomeMessage['status'],
  at: number,
  more = {},
): OutcomeMessage {
  const { sendId, journey, entry, step, visit, channel } = request;
  return {
    type: 'outcome',
    id: `${sendId}.${status}`,
    sendId,
    journey,
    entry,
    step,
    visit,
    channel,
    status,
    at,
    ...more,
  };
}

export class Person {
  readonly id: ProfileId;
  program: CompiledProgram;
  state: ProfileState | undefined;
  history: HistoryEntry[] = [];
  effects: Effect[] = [];
  poison: Poison[] = [];
  #number = 1;
  readonly #older: Journey[] = [];

  constructor(program: Program, id: ProfileId = USER) {
    this.id = id;
    this.program = compileProgram(program, this.#number);
  }

  /** Publishes a new release; versions of journeys it is in are available, as in a function. */
  publish(program: Program): void {
    this.#number += 1;
    this.#older.push(...Object.values(this.program.program.journeys));
    this.program = compileProgram(program, this.#number, this.#older);
  }

  /** Folds a batch at `at`; returns its effects. */
  take(at: number, ...messages: MailboxMessage[]): Effect[] {
    const before = this.state && { state: this.state, tail: this.history };
    const folded = foldBatch({
      program: this.program,
      profile: this.id,
      before,
      messages,
      now: at,
      inPages: new Set(),
    });
    this.state = structuredClone(folded.state);
    this.history = folded.tail;
    this.poison.push(...folded.poison);
    this.effects.push(...folded.state.out.effects);
    return folded.state.out.effects;
  }

  /** Lets time pass, waking at each due moment, until `until`. */
  wait(until: number): void {
    for (let i = 0; i < 1000; i += 1) {
      const at = this.state?.wakeAt;
      if (at === undefined || at > until) return;
      this.take(at, wake(at));
    }
    throw new Error('it wakes for ever');
  }

  reachable(at: number): this {
    const token = { type: 'android', token: sealed('token') };
    this.take(
      at,
      identify(at, { email: sealed('mail'), phone: sealed('phone') }, { context: { device: token } }),
      consent(true, at),
    );
    return this;
  }

  get sends(): SendRequest[] {
    return this.effects.flatMap((effect) => (effect.type === 'send' ? [effect.request] : []));
  }

  journey(id: string): ProfileState['journeys'][string] | undefined {
    return this.state?.journeys[id];
  }

  /** What was recorded of a journey, such as `entered`, `waits`, `exited`. */
  recorded(journey: string): string[] {
    return this.history.flatMap((entry) =>
      entry.type === 'journey' && entry.journey === journey ? [entry.what] : [],
    );
  }

  reasons(journey: string): (string | undefined)[] {
    return this.history.flatMap((entry) =>
      entry.type === 'journey' && entry.journey === journey && 'reason' in entry && entry.reason
        ? [entry.reason]
        : [],
    );
  }
}
