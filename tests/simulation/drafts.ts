// People's actions, as calls of the Segment HTTP API that their clients post. The door turns them into events.
import type { EventMessage } from '../../schemas/mailbox.ts';
import { sendChannels } from '../../schemas/names.ts';
import type { JsonObject, ProfileId } from '../../schemas/primitives.ts';
import type { Dice } from './dice.ts';
import { type Address, addressesOf, type Person } from './people.ts';

/** One call, and what a judge may expect of it. */
export interface Draft {
  id: string;
  mailbox: ProfileId;
  clientAt: number | null;
  call: JsonObject & { type: EventMessage['kind'] };
  /** The name that the event must have. */
  name: string;
  /** The other profile that, according to the call, is the same person. */
  anonymous?: ProfileId;
  /** The door must refuse it. */
  bad?: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CURRENCIES = ['EUR', 'EUR', 'EUR', 'GBP'] as const;

export class Drafts {
  readonly #dice: Dice;
  #n = 0;
  #orders = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  /** One action of a person: its mailbox and its call. */
  one(person: Person, at: number): Draft {
    const dice = this.#dice;
    const anonymous = person.anonymous.length ? dice.pick(person.anonymous) : undefined;
    const known = person.user !== undefined && (anonymous === undefined || dice.chance(0.6));
    const where = (known ? person.user : anonymous) as Address;
    const both = known && anonymous !== undefined && dice.chance(0.5);
    if (both && dice.chance(0.15)) return this.#alias(where, anonymous);
    const draft = this.#what(person, where, at);
    return both ? this.#loggedIn(draft, anonymous) : draft;
  }

  view(where: Address, clientAt: number | null, product: string): Draft {
    return this.#track(where, 'Product Viewed', clientAt, { product });
  }

  ping(where: Address): Draft {
    return this.#track(where, 'Ping', null, {});
  }

  consent(where: Address, name: string, clientAt: number | null): Draft {
    const channels: JsonObject = this.#dice.chance(0.4) ? {} : { channels: [this.#dice.pick(sendChannels)] };
    return this.#track(where, name, clientAt, { purpose: 'marketing', ...channels });
  }

  identify(person: Person, where: Address, clientAt: number | null): Draft {
    const { name } = person;
    const draft = this.#event(where, clientAt, { type: 'identify', name: 'identify' });
    const traits = {
      [`t${this.#n}`]: true,
      email: `${name}@example.org`,
      phone: `+49151123456${name.length}${name.at(-1)?.charCodeAt(0)}`,
    };
    const context: JsonObject = this.#dice.chance(0.5)
      ? { device: { type: 'android', token: `token-${name}` } }
      : {};
    return { ...draft, call: { ...draft.call, traits, context } };
  }

  /** A first login, and many actions right after it. */
  login(person: Person): { where: Address; first: Draft } | undefined {
    const [where, anonymous] = [person.user, person.anonymous[0]];
    if (!where || !anonymous) return undefined;
    return { where, first: this.#loggedIn(this.#track(where, 'Signed In', null, {}), anonymous) };
  }

  /** What a person would have meant: a mended form of a call that the door or `step` could not take in. */
  mended(where: Address): Draft {
    return this.#track(where, 'Product Viewed', null, { product: 'mended' });
  }

  /** A call that an older door let through and on which `step` throws. */
  poison(where: Address): Draft {
    return this.#track(where, 'Consent Given', null, { purpose: 7 });
  }

  #what(person: Person, where: Address, at: number): Draft {
    const dice = this.#dice;
    const clientAt = this.#clientAt(at);
    const what = dice.int(1, 100);
    if (what <= 20) return this.#track(where, 'Product Viewed', clientAt, { product: `p${dice.int(1, 3)}` });
    if (what <= 36) return this.#track(where, 'Product Added', clientAt, { price: dice.int(10, 60) });
    if (what <= 50) return this.#order(where, clientAt);
    if (what <= 55) return this.#refund(where, clientAt);
    if (what <= 67) return this.identify(person, where, clientAt);
    if (what <= 81) return this.consent(where, 'Consent Given', clientAt);
    if (what <= 86) return this.consent(where, 'Consent Withdrawn', clientAt);
    if (what <= 92) return this.#bad(where);
    return this.#visit(where, clientAt);
  }

  #order(where: Address, clientAt: number | null): Draft {
    const dice = this.#dice;
    if (!dice.chance(0.3) || this.#orders === 0) this.#orders += 1;
    const order_id = `o${dice.chance(0.7) ? this.#orders : dice.int(1, this.#orders)}`;
    const currency = dice.pick(CURRENCIES);
    const revenue = dice.int(1, 30);
    const name = revenue > 27 ? 'Order Updated' : 'Order Completed';
    return this.#track(where, name, clientAt, { order_id, revenue, currency });
  }

  /** A refund of an order, or of all of it, that exists, will exist or never existed. */
  #refund(where: Address, clientAt: number | null): Draft {
    const dice = this.#dice;
    const refund: JsonObject = dice.chance(0.6) ? { refund_id: `r${dice.int(1, 2)}` } : {};
    const order_id = `o${dice.int(1, this.#orders + 1)}`;
    const money = { revenue: dice.int(1, 5), currency: dice.pick(CURRENCIES) };
    const worth = money.revenue === 5 ? {} : money;
    return this.#track(where, 'Order Refunded', clientAt, { order_id, ...refund, ...worth });
  }

  #bad(where: Address): Draft {
    const dice = this.#dice;
    const draft = dice.chance(0.5)
      ? this.#track(where, 'Consent Given', null, { purpose: 7 })
      : this.#track(where, dice.pick(['', 'mail to ann@example.org']), null, {});
    return { ...draft, bad: true };
  }

  #visit(where: Address, clientAt: number | null): Draft {
    const draft = this.#event(where, clientAt, { type: 'page', name: 'page' });
    const medium = this.#dice.pick(['email', 'mail', 'sms', 'search']);
    const context = {
      campaign: { medium, name: 'spring' },
      consent: { categoryPreferences: { news: this.#n % 2 === 0 } },
    };
    return { ...draft, call: { ...draft.call, context } };
  }

  /** A client's clock: missing, right, behind, ahead, or an event from days ago. */
  #clientAt(at: number): number | null {
    const dice = this.#dice;
    const kind = dice.int(1, 10);
    if (kind <= 2) return null;
    if (kind <= 7) return at - dice.int(0, 5_000);
    if (kind === 8) return at - dice.int(0, 6 * HOUR_MS);
    if (kind === 9) return at + dice.int(1, 2 * HOUR_MS);
    return at - dice.int(1, 8 * DAY_MS);
  }

  #track(where: Address, name: string, clientAt: number | null, properties: JsonObject): Draft {
    return this.#event(where, clientAt, { type: 'track', name, properties });
  }

  #event(
    { profile, says }: Address,
    clientAt: number | null,
    { type, name, properties }: { type: EventMessage['kind']; name: string; properties?: JsonObject },
  ): Draft {
    this.#n += 1;
    const id = `e${this.#n}`;
    const time: JsonObject = clientAt === null ? {} : { timestamp: new Date(clientAt).toISOString() };
    const event: JsonObject = type === 'track' ? { event: name } : {};
    const numbered = { ...properties, n: this.#n };
    const call = { messageId: id, ...says, ...event, ...time, properties: numbered, type };
    return { id, mailbox: profile, clientAt, name, call };
  }

  #alias(where: Address, { profile, says }: Address): Draft {
    const draft = this.#event(where, null, { type: 'alias', name: 'alias' });
    const previousId = Object.values(says)[0] ?? '';
    return { ...draft, anonymous: profile, call: { ...draft.call, previousId } };
  }

  #loggedIn(draft: Draft, { profile, says }: Address): Draft {
    return { ...draft, anonymous: profile, call: { ...draft.call, ...says } };
  }
}

export const everybodysAddresses = (people: readonly Person[]): Address[] => [
  ...new Map(people.flatMap(addressesOf).map((address) => [address.profile, address])).values(),
];
