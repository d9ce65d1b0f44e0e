// The profile that is written and read: forty traits, sixty counters with a count on two of five of the last thirty
// days, made by the fold itself from its events. Each further event comes alone, until the tail is full and becomes a
// page.
import { foldBatch } from '../../lib/domain/actor/fold.ts';
import { indexPage } from '../../lib/domain/profile/history.ts';
import { type CompiledProgram, compileProgram } from '../../lib/domain/program/compile.ts';
import type { StoredProfile } from '../../lib/ports/profile-store.ts';
import { Program } from '../../schemas/documents.ts';
import type { Journey } from '../../schemas/journey.ts';
import type { EventMessage } from '../../schemas/mailbox.ts';
import type { Json } from '../../schemas/primitives.ts';
import { seeded } from '../numbers.ts';
import { cairnSide, type Stored } from './sides.ts';

export interface ProfileSize {
  seed: number;
  traits: number;
  counters: number;
  days: number;
}

/** One commit: the profile before, and what is written; `page`: the tail before becomes a page first. */
export interface Commit {
  stored: StoredProfile;
  next: Stored;
  page: boolean;
}

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 20, 10);
export const PROFILE = 'u-0123456789abcdefghijkl';
/** Nobody does each of sixty things every day: two days of five is busy enough. */
const ACTIVE = 0.4;
const WORDS = 'red,large,berlin,weekly,organic,member,premium,sports,summer,paper,online,branch'.split(',');

/** Commits of single events, one after another, over two full tails. The store decides which tail is full. */
export async function commits(size: ProfileSize): Promise<Commit[]> {
  const dice = seeded(size.seed);
  const program = compileProgram(programOf(size), 1);
  const store = cairnSide(PROFILE);
  const kept = async (version: number, next: Stored) => {
    await store.write(version, next);
    store.holds(store.written());
    return store.read();
  };
  let stored = await kept(900, filled(size, dice, program));
  const made: Commit[] = [];
  for (let pages = 0, n = 0; pages < 3; n += 1) {
    const page = stored.tailFull;
    const tail = page ? [] : stored.tail;
    const known = page ? indexPage(stored.tail).ids : new Set<string>();
    const at = NOW + n * 60_000;
    const message = view(n, `Viewed ${n % size.counters}`, at, dice);
    const folded = foldBatch({
      ...{ program, profile: PROFILE, messages: [message], now: at, inPages: known },
      before: { state: stored.state, tail },
    });
    if (folded.taken !== 1) throw new Error('an event was not taken in');
    const next = { state: folded.state, tail: folded.tail };
    // The first tail arrived in bulk: counting starts with the page it becomes.
    if (page) pages += 1;
    if (pages > 0 && pages < 3) made.push({ stored, next, page });
    stored = await kept(stored.version, next);
  }
  return made;
}

function filled(size: ProfileSize, dice: () => number, program: CompiledProgram): Stored {
  const first = NOW - (size.days + 1) * DAY_MS;
  const about = event(first, {
    id: 'identity',
    kind: 'identify',
    name: 'identify',
    traits: traitsOf(size, dice),
  });
  const inPages = new Set<string>();
  const one = { program, profile: PROFILE, inPages };
  let before = foldBatch({ ...one, before: undefined, messages: [about], now: about.acceptedAt });
  for (let day = size.days - 1; day >= 0; day -= 1) {
    const at = NOW - day * DAY_MS - DAY_MS / 4;
    const messages = Array.from({ length: size.counters }, (_, counter) =>
      Array.from({ length: dice() < ACTIVE ? 1 + Math.floor(dice() * 4) : 0 }, (_, i) =>
        view(`${day}-${counter}-${i}`, `Viewed ${counter}`, at, dice),
      ),
    ).flat();
    before = foldBatch({ ...one, before: { state: before.state, tail: [] }, messages, now: at });
  }
  return { state: before.state, tail: before.tail.slice(-8) };
}

function view(id: string | number, name: string, at: number, dice: () => number): EventMessage {
  const properties = {
    product_id: `p${Math.floor(dice() * 5000)}`,
    name: `Product ${Math.floor(dice() * 5000)}`,
    category: WORDS[Math.floor(dice() * WORDS.length)] ?? '',
    price: Math.floor(dice() * 20_000) / 100,
    currency: 'EUR',
  };
  return event(at, { id: `${randomId(dice)}-${id}`, kind: 'track', name, properties });
}

type Content = Pick<EventMessage, 'id' | 'kind' | 'name'> &
  Partial<Pick<EventMessage, 'properties' | 'traits'>>;

function event(at: number, { id, kind, name, properties = {}, traits = {} }: Content): EventMessage {
  const times = { occurredAt: at, acceptedAt: at + 300, index: 0, clientAt: at };
  return { type: 'event', id, kind, name, ...times, trust: 'server', properties, traits, context: {} };
}

/** Four of them are personal, sealed as the door seals them: nothing compresses those. */
function traitsOf({ traits }: ProfileSize, dice: () => number): Record<string, Json> {
  const sealed = (m: string) => ({
    $sealed: { k: '019aa2b4c5', c: random(dice, 64), h: random(dice, 22) },
    m,
  });
  const word = () => WORDS[Math.floor(dice() * WORDS.length)] ?? '';
  const personal = {
    email: sealed('r***@example.com'),
    phone: sealed('+4915****'),
    firstName: sealed('R***'),
    lastName: sealed('B***'),
  };
  const kinds = [
    () => word(),
    () => Math.floor(dice() * 10_000),
    () => dice() < 0.5,
    () => `${word()} ${word()}`,
  ];
  const others = Array.from({ length: traits - Object.keys(personal).length }, (_, i) => [
    `attribute_${i}`,
    kinds[i % 4]?.() ?? null,
  ]);
  return { ...personal, ...Object.fromEntries(others) };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const random = (dice: () => number, length: number): string =>
  Array.from({ length }, () => LETTERS[Math.floor(dice() * 64)]).join('');
const randomId = (dice: () => number): string => random(dice, 22);

/** One journey per counter, so that each profile keeps them all. */
function programOf({ counters, days }: ProfileSize): Program {
  const journeys = Array.from({ length: counters }, (_, i): [string, Journey] => [
    `loyal-${i}`,
    {
      id: `loyal-${i}`,
      purpose: 'marketing',
      enter: {
        on: 'Never',
        if: { did: `Viewed ${i}`, times: { gte: 1000 }, within: `P${days}D` },
        maxAge: 'PT24H',
      },
      start: 'pause',
      steps: { pause: { wait: 'P1D' } },
      inside: 'finish',
    },
  ]);
  return Program.parse({
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    purposes: { marketing: { description: 'Offers' } },
    journeys: Object.fromEntries(journeys),
    segments: {},
    templates: {},
    budgets: {},
    channels: {},
  });
}
