// The workload for all engines: journeys of a seeded shop, each entered on one event name if a condition holds, and
// events of people with traits. Conditions read the event's properties and traits, nested up to three deep.
import { newProfile, type ProfileState } from '../../lib/domain/profile/state.ts';
import type { Condition } from '../../schemas/condition.ts';
import { Program } from '../../schemas/documents.ts';
import type { Journey } from '../../schemas/journey.ts';
import type { EventMessage } from '../../schemas/mailbox.ts';
import type { Json, JsonObject } from '../../schemas/primitives.ts';
import { seeded } from '../numbers.ts';

export interface WorkloadSize {
  seed: number;
  journeys: number;
  eventNames: number;
  events: number;
  /** Additional journeys on event names that never occur. */
  others?: number;
}

export interface Occurrence {
  event: EventMessage;
  /** The person's state before the event. */
  state: ProfileState;
}

export interface Workload {
  program: Program;
  occurrences: Occurrence[];
}

/**
 * Occurrences that together judge every journey at least once. One for each event name; with `each`, one for each
 * category that a journey on that name asks for, because a program that indexes journeys by category judges only
 * those of the category.
 */
export function judgingAll({ program, occurrences }: Workload, each: 'name' | 'category'): Occurrence[] {
  const [first] = occurrences;
  if (!first) throw new RangeError('no occurrence to take after');
  const { event, state } = first;
  const asked = new Map<string, Set<string>>();
  for (const { enter } of Object.values(program.journeys)) {
    if (!('on' in enter)) continue;
    const categories = asked.get(enter.on) ?? new Set();
    asked.set(enter.on, categories);
    const text = JSON.stringify(enter.if);
    for (const category of CATEGORIES) if (text.includes(`"${category}"`)) categories.add(category);
  }
  return [...asked].flatMap(([name, categories]) => {
    const needed = each === 'category' && categories.size ? [...categories] : CATEGORIES.slice(0, 1);
    return needed.map((category) => ({
      state,
      event: { ...event, name, properties: { ...event.properties, category } },
    }));
  });
}

/** The time of every occurrence: time plays no part in these decisions. */
export const NOW = Date.UTC(2026, 10, 20, 10);

const CATEGORIES = 'shoes,shirts,coats,hats,bags,belts,socks,watches,rings,books,toys,games'.split(',');
const BRANDS = Array.from({ length: 40 }, (_, i) => `brand ${i}`);
const COUNTRIES = 'DE,AT,CH,FR,NL,BE,PL,DK,GB,CN'.split(',');
const TIERS = 'bronze,silver,gold,platinum'.split(',');
const TAGS = 'new,sale,summer,winter,gift,last'.split(',');

interface Dice {
  chance(share: number): boolean;
  whole(below: number): number;
  one<T>(of: readonly T[]): T;
}

export function makeWorkload(size: WorkloadSize): Workload {
  const dice = diceOf(seeded(size.seed));
  const names = Array.from({ length: size.eventNames }, (_, i) => `Event ${i}`);
  const journeys = Array.from({ length: size.journeys }, (_, i) => journey(`journey-${i}`, names, dice));
  const occurrences = Array.from({ length: size.events }, (_, i) => occurrence(i, dice.one(names), dice));
  const never = names.map((name) => `Other ${name}`);
  const others = Array.from({ length: size.others ?? 0 }, (_, i) => journey(`other-${i}`, never, dice));
  return { program: programOf([...journeys, ...others]), occurrences };
}

function diceOf(random: () => number): Dice {
  const whole = (below: number) => Math.floor(random() * below);
  return {
    whole,
    chance: (share) => random() < share,
    one: (of) => {
      const found = of[whole(of.length)];
      if (found === undefined) throw new RangeError('nothing to choose from');
      return found;
    },
  };
}

function journey(id: string, names: readonly string[], dice: Dice): Journey {
  return {
    id,
    purpose: 'marketing',
    enter: { on: dice.one(names), if: condition(dice), maxAge: 'PT24H' },
    start: 'pause',
    steps: { pause: { wait: 'P1D', next: 'mail' }, mail: { send: 'email', template: 'mail' } },
    inside: 'finish',
  };
}

/** What marketers write most: a category and a price first, then the audience, then the rare ones. */
function condition(dice: Dice): Condition {
  const kind = dice.whole(100);
  const category: Condition = { property: 'category', eq: dice.one(CATEGORIES) };
  const price: Condition = { property: 'price', gte: 10 * (1 + dice.whole(15)) };
  if (kind < 35) return { all: [category, price] };
  if (kind < 55) return { all: [category, { trait: 'tier', in: two(TIERS, dice) }, price] };
  if (kind < 70)
    return {
      all: [
        price,
        {
          any: [
            { property: 'brand', eq: dice.one(BRANDS) },
            { property: 'quantity', gt: 3 },
          ],
        },
      ],
    };
  if (kind < 80) return { all: [{ not: { trait: 'country', in: two(COUNTRIES, dice) } }, category] };
  if (kind < 88)
    return {
      all: [
        { property: 'name', startsWith: dice.one(BRANDS) },
        { trait: 'age', lt: 40 },
      ],
    };
  if (kind < 94) return { all: [{ property: 'tags', contains: dice.one(TAGS) }, category] };
  return { all: [{ property: 'coupon', exists: false }, { trait: 'tier', ne: 'bronze' }, { not: price }] };
}

const two = (of: readonly string[], dice: Dice) => [dice.one(of), dice.one(of)];

function occurrence(index: number, name: string, dice: Dice): Occurrence {
  const brand = dice.one(BRANDS);
  const properties: JsonObject = {
    product_id: `p${dice.whole(5000)}`,
    name: `${brand} number ${dice.whole(100)}`,
    category: dice.one(CATEGORIES),
    brand,
    price: dice.whole(20_000) / 100,
    currency: 'EUR',
    quantity: 1 + dice.whole(5),
    tags: [dice.one(TAGS), dice.one(TAGS)],
  };
  // Real events lack properties: absent ones must be judged alike too.
  if (dice.chance(0.05)) delete properties['price'];
  if (dice.chance(0.2)) properties['coupon'] = 'HELLO10';
  const traits: Record<string, Json> = {
    country: dice.one(COUNTRIES),
    age: 16 + dice.whole(60),
    orders: dice.whole(30),
  };
  if (dice.chance(0.8)) traits['tier'] = dice.one(TIERS);
  const id = `u-${String(index).padStart(22, '0')}`;
  const state = { ...newProfile(id), createdAt: NOW, handledAt: NOW, program: 1, traits };
  return { state, event: eventOf(index, name, properties) };
}

function eventOf(index: number, name: string, properties: JsonObject): EventMessage {
  return {
    type: 'event',
    id: `event-${index}`,
    kind: 'track',
    name,
    occurredAt: NOW,
    acceptedAt: NOW,
    index: 0,
    clientAt: NOW,
    trust: 'server',
    properties,
    traits: {},
    context: {},
  };
}

function programOf(journeys: readonly Journey[]): Program {
  return Program.parse({
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    purposes: { marketing: { description: 'Offers' } },
    journeys: Object.fromEntries(journeys.map((each) => [each.id, each])),
    segments: {},
    templates: { mail: { id: 'mail', channel: 'email', subject: 'Hello', html: '<p>Hello</p>' } },
    budgets: {},
    channels: { email: { id: 'email', price: '0.001 EUR' } },
  });
}
