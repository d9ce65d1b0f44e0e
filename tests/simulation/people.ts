// The people of a seed and what they may do: drafts of events, made into messages at the door with its own time of acceptance.
import type { Sealing } from '../../lib/ports/vault.ts';
import type { EventMessage } from '../../schemas/mailbox.ts';
import type { JsonObject, ProfileId } from '../../schemas/primitives.ts';
import type { Dice } from './dice.ts';

export interface Draft {
  id: string;
  mailbox: ProfileId;
  poison?: boolean;
  message: (acceptedAt: number, index: number, sealing: Sealing) => EventMessage;
}

export interface Person {
  name: string;
  user?: ProfileId;
  anonymous: ProfileId[];
}

const idOf = (kind: 'u' | 'a', name: string): ProfileId => `${kind}-${name.padEnd(22, '_')}`;

export function makePeople(dice: Dice): Person[] {
  const people: Person[] = [];
  const users = dice.int(2, 4);
  for (let i = 0; i < users; i += 1) {
    const anonymous = Array.from({ length: dice.int(0, 2) }, (_, j) => idOf('a', `person${i}x${j}`));
    people.push({ name: `person${i}`, user: idOf('u', `person${i}`), anonymous });
  }
  for (let i = dice.int(0, 2); i > 0; i -= 1)
    people.push({ name: `nobody${i}`, anonymous: [idOf('a', `nobody${i}`)] });
  // Two people, one device.
  const [first, second] = people;
  if (first?.anonymous[0] && second && dice.chance(0.3)) second.anonymous.push(first.anonymous[0]);
  return people;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export class Drafts {
  readonly #dice: Dice;
  #n = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  /** Something a person does: where it arrives, and what it says. */
  one(person: Person, at: number): Draft {
    const dice = this.#dice;
    const anonymous = person.anonymous.length ? dice.pick(person.anonymous) : undefined;
    const known = person.user !== undefined && (anonymous === undefined || dice.chance(0.6));
    const mailbox = (known ? person.user : anonymous) as ProfileId;
    const logsIn = known && anonymous !== undefined && dice.chance(0.5);
    const draft = this.#what(person, mailbox, at);
    return logsIn ? this.#from(draft, { anonymous }) : draft;
  }

  view(mailbox: ProfileId, clientAt: number | null, product: string): Draft {
    return this.#track(mailbox, 'Product Viewed', clientAt, { product });
  }

  ping(mailbox: ProfileId): Draft {
    return this.#track(mailbox, 'Ping', null, {});
  }

  /** Of one channel, by the recipient. */
  withdrawal(mailbox: ProfileId, channel: string): Draft {
    const draft = this.#track(mailbox, 'Consent Withdrawn', null, {
      purpose: 'marketing',
      channels: [channel],
    });
    return this.#from(draft, {
      trust: 'recipient',
      properties: { purpose: 'marketing', channels: [channel] },
    });
  }

  identify(person: Person, mailbox: ProfileId, at: number): Draft {
    return this.#identify(person, mailbox, at);
  }

  #what(person: Person, mailbox: ProfileId, at: number): Draft {
    const dice = this.#dice;
    const clientAt = this.#clientAt(at);
    const what = dice.int(1, 100);
    if (what <= 22)
      return this.#track(mailbox, 'Product Viewed', clientAt, { product: `p${dice.int(1, 3)}` });
    if (what <= 40) return this.#track(mailbox, 'Product Added', clientAt, { price: dice.int(10, 60) });
    if (what <= 52)
      return this.#track(mailbox, 'Order Completed', clientAt, { order_id: `o${this.#n}`, revenue: 10 });
    if (what <= 68) return this.#identify(person, mailbox, clientAt);
    if (what <= 84) return this.consent(mailbox, 'Consent Given', clientAt);
    if (what <= 90) return this.consent(mailbox, 'Consent Withdrawn', clientAt);
    if (what <= 94)
      return { ...this.#track(mailbox, 'Consent Given', clientAt, { purpose: 7 }), poison: true };
    return this.#visit(mailbox, clientAt);
  }

  consent(mailbox: ProfileId, name: string, clientAt: number | null): Draft {
    const channels: JsonObject = this.#dice.chance(0.4)
      ? {}
      : { channels: [this.#dice.pick(['email', 'sms', 'push'])] };
    return this.#track(mailbox, name, clientAt, { purpose: 'marketing', ...channels });
  }

  /** A client's clock: none, right, behind, ahead, or an event from days ago. */
  #clientAt(at: number): number | null {
    const dice = this.#dice;
    const kind = dice.int(1, 10);
    if (kind <= 2) return null;
    if (kind <= 7) return at - dice.int(0, 5_000);
    if (kind === 8) return at - dice.int(0, 6 * HOUR_MS);
    if (kind === 9) return at + dice.int(1, 2 * HOUR_MS);
    return at - dice.int(1, 8 * DAY_MS);
  }

  #identify(person: Person, mailbox: ProfileId, clientAt: number | null): Draft {
    const trait = `t${this.#n}`;
    const draft = this.#event(mailbox, 'identify', 'identify', clientAt, {});
    const { name } = person;
    const device = this.#dice.chance(0.5);
    return this.#from(draft, {}, (message, sealing) => ({
      ...message,
      traits: {
        [trait]: true,
        email: sealing.seal(`${name}@example.org`, 'email'),
        phone: sealing.seal(`+49151123456${name.length}${name.at(-1)?.charCodeAt(0)}`, 'phone'),
      },
      context: device ? { device: { type: 'android', token: sealing.seal(`token-${name}`, 'token') } } : {},
    }));
  }

  #visit(mailbox: ProfileId, clientAt: number | null): Draft {
    const draft = this.#event(mailbox, 'page', 'page', clientAt, {});
    return this.#from(draft, {}, (message) => ({
      ...message,
      context: { campaign: { medium: 'email', name: 'spring' }, consent: { news: this.#n % 2 === 0 } },
    }));
  }

  #track(mailbox: ProfileId, name: string, clientAt: number | null, properties: JsonObject): Draft {
    return this.#event(mailbox, 'track', name, clientAt, properties);
  }

  #event(
    mailbox: ProfileId,
    kind: EventMessage['kind'],
    name: string,
    clientAt: number | null,
    properties: JsonObject,
  ): Draft {
    this.#n += 1;
    const id = `e${this.#n}`;
    const told = { ...properties, n: this.#n };
    return {
      id,
      mailbox,
      message: (acceptedAt, index) => ({
        type: 'event',
        id,
        kind,
        name,
        occurredAt: clientAt === null ? acceptedAt : Math.min(clientAt, acceptedAt),
        acceptedAt,
        index,
        clientAt,
        trust: 'server',
        properties: told,
        traits: {},
        context: {},
      }),
    };
  }

  #from(
    draft: Draft,
    more: Partial<EventMessage>,
    change: (message: EventMessage, sealing: Sealing) => EventMessage = (message) => message,
  ): Draft {
    return {
      ...draft,
      message: (acceptedAt, index, sealing) => ({
        ...change(draft.message(acceptedAt, index, sealing), sealing),
        ...more,
      }),
    };
  }
}
