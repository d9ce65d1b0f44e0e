// Who may change what, and what an order, a refund and a visit become.
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../schemas/facts.ts';
import {
  DAY,
  event,
  HOUR,
  identify,
  MINUTE,
  outcome,
  Person,
  programOf,
  sealed,
  T0,
  waiting,
} from './person.ts';

const browser = { trust: 'browser' } as const;
const facts = (person: Person): Fact[] =>
  person.effects.flatMap((effect) => (effect.type === 'fact' ? [effect.fact] : []));
const order = (at: number, properties: object, more = {}) =>
  event('Order Completed', at, { properties: properties as never, ...more });
const visit = (at: number, medium: string, more = {}) =>
  event('page', at, { kind: 'page', context: { campaign: { medium, name: 'spring' } }, ...more });

describe('a browser', () => {
  it('cannot change an address set by a server, and can change others', () => {
    const person = new Person(programOf({}));
    person.take(T0, identify(T0, { email: sealed('first') }, browser));
    person.take(T0, identify(T0, { email: sealed('own') }, browser));
    expect(person.state?.traits.email).toEqual(sealed('own'));
    person.take(T0, identify(T0, { email: sealed('server') }));
    person.take(T0, identify(T0, { email: sealed('evil'), phone: sealed('p'), colour: 'red' }, browser));
    expect(person.state?.traits).toEqual({ email: sealed('server'), phone: sealed('p'), colour: 'red' });
    person.take(T0, identify(T0, { email: null }, browser));
    expect(person.state?.traits.email).toEqual(sealed('server'));
  });

  it('its orders move journeys but are not revenue', () => {
    const cart = { enter: { on: 'Cart' }, exit: [{ on: 'Order Completed' }], ...waiting('PT1H') };
    const person = new Person(programOf({ cart }));
    person.take(T0, event('Cart', T0), order(T0, { order_id: 'o', revenue: 5 }, browser));
    expect(person.recorded('cart')).toContain('exited');
    expect(facts(person)).toEqual([]);
  });
});

describe('traits', () => {
  it('null removes a trait, and only identify sets traits', () => {
    const person = new Person(programOf({}));
    person.take(T0, identify(T0, { a: 1, b: 2 }), event('group', T0, { kind: 'group', traits: { c: 3 } }));
    person.take(T0, identify(T0, { a: null }));
    expect(person.state?.traits).toEqual({ b: 2 });
  });

  it("a zone in a trait takes precedence over the browser's, and an invalid one is ignored", () => {
    const person = new Person(programOf({}));
    person.take(T0, event('page', T0, { context: { timezone: 'Asia/Tokyo' } }));
    expect(person.state?.timeZone).toBe('Asia/Tokyo');
    person.take(T0, identify(T0, { timezone: 'America/Lima' }));
    person.take(T0, event('page', T0, { context: { timezone: 'Asia/Tokyo' } }));
    person.take(T0, identify(T0, { timezone: 'Mars/Olympus' }));
    expect(person.state?.timeZone).toBe('America/Lima');
  });

  it('an address is recorded for look-up of its owner', () => {
    const person = new Person(programOf({}));
    const address = `e-${'E'.repeat(22)}`;
    person.take(T0, identify(T0, { email: sealed('m') }, { addresses: [address] }));
    expect(person.effects).toContainEqual({ type: 'address', address, at: T0 });
  });

  it('devices are identified by their token, the newest receives push, and five are kept', () => {
    const person = new Person(programOf({}));
    for (const name of ['a', 'b', 'a', 'c', 'd', 'e', 'f'])
      person.take(T0, event('open', T0, { context: { device: { type: 'iOS', token: sealed(name) } } }));
    expect(person.state?.devices.map(({ token }) => token.$sealed.h)).toEqual([
      'h-a',
      'h-c',
      'h-d',
      'h-e',
      'h-f',
    ]);
    expect(person.state?.devices[0]?.platform).toBe('ios');
  });
});

describe('orders and refunds', () => {
  it('an order carries the touchpoints of the window before it', () => {
    const person = new Person(programOf({}));
    person.take(
      T0,
      visit(T0 - 8 * DAY, 'mail'),
      visit(T0 - 6 * DAY, 'MAIL'),
      visit(T0 - DAY, 'sms'),
      visit(T0 + 1, 'push'),
    );
    person.take(T0, order(T0, { order_id: 'o1', revenue: '12.34', currency: 'gbp' }));
    expect(facts(person)).toMatchObject([
      {
        type: 'conversion',
        orderId: 'o1',
        revenue: 12_340_000,
        currency: 'GBP',
        at: T0,
        touchpoints: [{ channel: 'email', kind: 'visit', campaign: 'spring' }, { channel: 'sms' }],
      },
    ]);
  });

  it('a click and the visit that follows are one touch; an unknown medium is no channel', () => {
    const person = new Person(programOf({}));
    const click = {
      type: 'receipt',
      id: 'r',
      sendId: 's',
      event: 'clicked',
      channel: 'email',
      journey: 'j',
      step: 'm',
      at: T0,
      acceptedAt: T0,
    } as const;
    person.take(
      T0,
      click,
      visit(T0 + MINUTE, 'email'),
      visit(T0 + MINUTE, 'cpc'),
      visit(T0 + 31 * MINUTE, 'email'),
    );
    person.take(T0, { ...click, id: 'bot', bot: true, at: T0 + DAY });
    expect(person.state?.touchpoints.map(({ kind, at }) => [kind, at])).toEqual([
      ['click', T0],
      ['visit', T0 + 31 * MINUTE],
    ]);
  });

  it('a send, if the program counts it, and a click identify their message', () => {
    const request = {
      sendId: 's',
      journey: 'cart',
      entry: 1,
      step: 'mail',
      visit: 1,
      channel: 'email',
    } as const;
    const message = { journey: 'cart', step: 'mail', template: 'reminder' } as const;
    const click = {
      type: 'receipt',
      id: 'r',
      sendId: 's',
      event: 'clicked',
      channel: 'email',
      ...message,
      at: T0 + HOUR,
      acceptedAt: T0 + HOUR,
    } as const;
    const touches = (attribution: object) => {
      const person = new Person(programOf({}, { attribution }));
      person.take(T0, outcome(request as never, 'sent', T0, { template: 'reminder' }));
      person.take(T0 + 1, outcome(request as never, 'failed', T0 + 1, { template: 'reminder' }));
      person.take(T0 + HOUR, click);
      return person.state?.touchpoints;
    };
    const clicked = { at: T0 + HOUR, channel: 'email', kind: 'click', ...message };
    expect(touches({})).toEqual([clicked]);
    expect(touches({ sends: true })).toEqual([
      { at: T0, channel: 'email', kind: 'send', ...message },
      clicked,
    ]);
  });

  it('an order of amount zero is an order, one without an amount waits for it, an unreadable one is set aside', () => {
    const person = new Person(programOf({}));
    person.take(T0, order(T0, { order_id: 'free', revenue: 0 }));
    person.take(T0, order(T0, { order_id: 'open', revenue: null }));
    expect(facts(person)).toMatchObject([
      { orderId: 'free', revenue: 0, currency: 'EUR', assumed: true },
      { orderId: 'open', currency: 'EUR' },
    ]);
    expect(facts(person)[1]).not.toHaveProperty('revenue');
    const unreadable = [-1, 'many', Number.MAX_VALUE, '1,5', {}];
    for (const revenue of unreadable) person.take(T0, order(T0, { order_id: 'bad', revenue }));
    expect(facts(person)).toHaveLength(2);
    const reasons = person.history.flatMap((entry) => (entry.type === 'quarantined' ? [entry.reason] : []));
    expect(reasons).toHaveLength(unreadable.length);
    for (const reason of reasons) expect(reason).toContain('/properties/revenue');
  });

  it('a refund without amount or currency leaves both to its order, and an update with an amount corrects it', () => {
    const person = new Person(programOf({}));
    const about = (name: string, properties: object) =>
      event(name, T0, { properties: { order_id: 'o', ...properties } });
    person.take(
      T0,
      about('Order Refunded', {}),
      about('Order Refunded', { total: -20, currency: 'usd' }),
      about('Order Cancelled', { total: 90, currency: 'USD' }),
      about('Order Updated', { revenue: 70 }),
      about('Order Updated', { status: 'shipped' }),
    );
    const [rest, part, cancelled, corrected, ...more] = facts(person);
    for (const whole of [rest, cancelled]) {
      expect(whole).toMatchObject({ type: 'refund', orderId: 'o' });
      expect(whole).not.toHaveProperty('amount');
      expect(whole).not.toHaveProperty('currency');
    }
    expect(part).toMatchObject({ type: 'refund', amount: 20_000_000, currency: 'USD' });
    expect(corrected).toMatchObject({ type: 'correction', orderId: 'o', revenue: 70_000_000 });
    expect(corrected).not.toHaveProperty('currency');
    expect(more).toEqual([]);
  });

  it('an order id that holds an address is the same for the order and its refund', () => {
    const person = new Person(programOf({}));
    person.take(T0, order(T0, { order_id: sealed('id'), revenue: 5 }));
    person.take(T0, event('Order Refunded', T0, { properties: { order_id: sealed('id') } }));
    expect(facts(person).map((fact) => 'orderId' in fact && fact.orderId)).toEqual(['h-id', 'h-id']);
  });

  it('a campaign medium is a channel in any case and among blanks', () => {
    const person = new Person(programOf({}));
    person.take(T0, visit(T0, ' EMAIL '), visit(T0 + DAY, 'Sms'));
    expect(person.state?.touchpoints.map(({ channel }) => channel)).toEqual(['email', 'sms']);
  });

  it('an order without an id is identified by its event, a refund by its own id or its event', () => {
    const person = new Person(programOf({}));
    const nameless = order(T0, { revenue: 1 });
    const refund = (properties: object) =>
      event('Order Refunded', T0, { properties: { order_id: 7, revenue: 1, ...properties } });
    const [first, second] = [refund({ refund_id: 'r1' }), refund({})];
    person.take(T0, nameless, first, second);
    expect(facts(person)).toMatchObject([
      { orderId: nameless.id },
      { type: 'refund', orderId: '7', refundId: 'r1' },
      { type: 'refund', orderId: '7', refundId: second.id },
    ]);
  });
});
