// How a profile enters a journey, goes through it and leaves it.
import { describe, expect, it } from 'vitest';
import {
  DAY,
  event,
  HOUR,
  MINUTE,
  mailing,
  outcome,
  Person,
  programOf,
  SECOND,
  T0,
  waiting,
  wake,
} from './person.ts';

const enter = { on: 'Cart' };

describe('entering', () => {
  it('happens once if the journey does not allow re-entry', () => {
    const person = new Person(programOf({ once: { enter, ...waiting('PT1M') } }));
    person.take(T0, event('Cart', T0));
    person.wait(T0 + HOUR);
    person.take(T0 + DAY, event('Cart', T0 + DAY));
    expect(person.recorded('once')).toEqual(['entered', 'waits', 'finished', 'not-entered']);
    expect(person.reasons('once')).toEqual(['once']);
  });

  it('happens again after its time, counted from the entry, with a new number', () => {
    const person = new Person(
      programOf({ again: { enter: { ...enter, reenter: { after: 'PT2H' } }, ...waiting('PT1M') } }),
    );
    person.take(T0, event('Cart', T0));
    person.wait(T0 + HOUR);
    person.take(T0 + 2 * HOUR - 1, event('Cart', T0 + 2 * HOUR - 1));
    expect(person.reasons('again')).toEqual(['too-soon']);
    const early = { occurredAt: T0 + 2 * HOUR + 1 };
    person.take(T0 + 2 * HOUR - 1, event('Cart', T0 + 2 * HOUR - 1, early));
    expect(person.journey('again')?.entry).toBe(1);
    person.take(T0 + 2 * HOUR, event('Cart', T0 + 2 * HOUR));
    expect(person.journey('again')).toMatchObject({ entry: 2, enteredAt: T0 + 2 * HOUR });
  });

  it('does not happen while inside, and nothing is recorded', () => {
    const person = new Person(
      programOf({ again: { enter: { ...enter, reenter: { after: 'PT0S' } }, ...waiting('PT1H') } }),
    );
    person.take(T0, event('Cart', T0), event('Cart', T0));
    expect(person.recorded('again')).toEqual(['entered', 'waits']);
  });

  it('records the reasons that held and those that did not', () => {
    const person = new Person(
      programOf({ pricy: { enter: { ...enter, if: { property: 'price', gte: 20 } }, ...waiting('PT1H') } }),
    );
    person.take(T0, event('Cart', T0, { properties: { price: 19 } }));
    person.take(T0, event('Cart', T0, { properties: { price: 20 } }));
    expect(person.history.flatMap((entry) => ('why' in entry && entry.why ? entry.why : []))).toEqual([
      { if: { property: 'price', gte: 20 }, value: 19, held: false },
      { if: { property: 'price', gte: 20 }, value: 20, held: true },
    ]);
  });

  it('finds the journeys of an event by their first equality, and those without one too', () => {
    const of = (id: string) => ({
      enter: { ...enter, if: { property: 'shop', eq: id } },
      ...waiting('PT1H'),
    });
    const any = { enter: { ...enter, if: { not: { property: 'shop', eq: 'b' } } }, ...waiting('PT1H') };
    const person = new Person(programOf({ a: of('a'), b: of('b'), any }));
    person.take(T0, event('Cart', T0, { properties: { shop: 'a' } }));
    expect(Object.keys(person.state?.journeys ?? {}).sort()).toEqual(['a', 'any']);
  });
});

describe('goal and exit', () => {
  const goal = { on: 'Order', within: 'PT3H' };
  const program = programOf({
    cart: {
      enter: { ...enter, reenter: { after: 'P7D' } },
      goal,
      exit: [{ on: 'Order' }],
      ...waiting('PT1H'),
    },
  });

  it('an order inside reaches the goal and leaves', () => {
    const person = new Person(program);
    person.take(T0, event('Cart', T0));
    person.take(T0 + MINUTE, event('Order', T0 + MINUTE));
    expect(person.recorded('cart')).toEqual(['entered', 'waits', 'goal', 'exited']);
    expect(person.state?.wakeAt).toBeUndefined();
  });

  it("an order after the journey's end still reaches the goal within its time, once", () => {
    const person = new Person(program);
    person.take(T0, event('Cart', T0));
    person.wait(T0 + 2 * HOUR);
    person.take(T0 + 3 * HOUR, event('Order', T0 + 3 * HOUR), event('Order', T0 + 3 * HOUR));
    expect(person.recorded('cart').filter((what) => what === 'goal')).toHaveLength(1);
    const late = new Person(program);
    late.take(T0, event('Cart', T0));
    late.wait(T0 + 2 * HOUR);
    late.take(T0 + 3 * HOUR + 1, event('Order', T0 + 3 * HOUR + 1));
    expect(late.recorded('cart')).not.toContain('goal');
  });

  it('a goal that can no longer be reached, or was reached, is not waited for', () => {
    const person = new Person(program);
    person.take(T0, event('Cart', T0));
    person.take(T0 + HOUR, event('Ping', T0 + HOUR));
    person.wait(T0 + 2 * HOUR);
    person.take(T0 + 2 * DAY, event('Order', T0 + 3 * HOUR));
    expect(person.recorded('cart')).toContain('goal');
    const late = new Person(program);
    late.take(T0, event('Cart', T0));
    late.wait(T0 + 2 * HOUR);
    late.take(T0 + 3 * DAY, event('Ping', T0 + 3 * DAY));
    expect(late.journey('cart')).toMatchObject({ phase: 'done' });
    expect(late.journey('cart')).not.toHaveProperty('goalUntil');
  });

  it('an order from before the entry that arrives late neither reaches the goal nor leaves', () => {
    const person = new Person(program);
    person.take(T0, event('Cart', T0, { occurredAt: T0 - 10 * MINUTE }));
    person.take(T0 + MINUTE, event('Order', T0 + MINUTE, { occurredAt: T0 - 11 * MINUTE }));
    expect(person.recorded('cart')).toEqual(['entered', 'waits']);
    person.take(T0 + MINUTE, event('Order', T0 + MINUTE, { occurredAt: T0 - 10 * MINUTE }));
    expect(person.recorded('cart')).toEqual(['entered', 'waits', 'goal', 'exited']);
  });

  it('the event that enters does not also leave', () => {
    const both = programOf({
      order: { enter: { on: 'Order' }, exit: [{ on: 'Order' }], ...waiting('PT1H') },
    });
    const person = new Person(both);
    person.take(T0, event('Order', T0));
    expect(person.recorded('order')).toEqual(['entered', 'waits']);
  });

  it("an exit's condition looks at the event that would leave", () => {
    const exit = [{ on: 'Order', if: { property: 'total', gte: 10 } }];
    const person = new Person(programOf({ cart: { enter, exit, ...waiting('PT1H') } }));
    person.take(T0, event('Cart', T0), event('Order', T0, { properties: { total: 9 } }));
    expect(person.recorded('cart')).not.toContain('exited');
    person.take(T0, event('Order', T0, { properties: { total: 10 } }));
    expect(person.recorded('cart')).toContain('exited');
  });
});

describe('steps', () => {
  const branch = {
    start: 'which',
    steps: {
      which: {
        branch: [
          { if: { property: 'price', gt: 50 }, next: 'sms' },
          { if: { reachable: 'push' }, next: 'push' },
        ],
        else: 'mail',
      },
      sms: { send: 'sms', template: 'text' },
      push: { send: 'push', template: 'note', next: 'mail' },
      mail: { send: 'email', template: 'mail' },
    },
  };
  const program = programOf({ cart: { enter, ...branch } });

  it('a branch takes the first exit whose condition holds, based on the entering event', () => {
    const person = new Person(program).reachable(T0);
    person.take(T0, event('Cart', T0, { properties: { price: 60 } }));
    expect(person.sends).toMatchObject([{ step: 'sms', event: { name: 'Cart', properties: { price: 60 } } }]);
  });

  it('a channel without consent is skipped with its reason', () => {
    const person = new Person(program);
    person.take(T0, event('Cart', T0, { properties: { price: 60 } }));
    expect(person.sends).toEqual([]);
    expect(person.reasons('cart')).toEqual(['no-address']);
    expect(person.recorded('cart').at(-1)).toBe('finished');
  });

  it('a run continues only on the outcome of its own send, and on to the next step if that was refused', () => {
    const person = new Person(program).reachable(T0);
    person.take(T0, event('Cart', T0));
    const [push] = person.sends;
    if (!push) throw new Error('nothing was sent');
    person.take(T0 + 1, outcome({ ...push, sendId: 'another' }, 'sent', T0 + 1));
    expect(person.journey('cart')).toMatchObject({ phase: 'sending', step: 'push' });
    person.take(T0 + 2, outcome(push, 'refused', T0 + 2, { reason: 'budget' }));
    expect(person.sends.map(({ step }) => step)).toEqual(['push', 'mail']);
  });

  it('after a closed window the step makes a new decision with a new id', () => {
    const person = new Person(program).reachable(T0);
    person.take(T0, event('Cart', T0, { properties: { price: 60 } }));
    const [first] = person.sends;
    if (!first) throw new Error('nothing was sent');
    person.take(
      T0 + HOUR,
      outcome(first, 'refused', T0 + HOUR, { reason: 'window', retryAt: T0 + 2 * HOUR }),
    );
    expect(person.journey('cart')).toMatchObject({ phase: 'waiting', step: 'sms' });
    person.wait(T0 + 2 * HOUR + SECOND);
    expect(person.sends.map(({ visit }) => visit)).toEqual([1, 2]);
    expect(new Set(person.sends.map(({ sendId }) => sendId)).size).toBe(2);
  });

  it('a wake that cannot be taken in is not repeated at once, endlessly', () => {
    const person = new Person(
      programOf({
        cart: { enter, start: 'later', steps: { later: { wait: 'PT1H', next: 'sms' }, ...branch.steps } },
      }),
    ).reachable(T0);
    person.take(T0, event('Cart', T0));
    person.publish(programOf(person.program.program.journeys, { timeZone: 'Nowhere/At_All' }));
    const effects = person.take(T0 + HOUR, wake(T0 + HOUR));
    expect(person.history.at(-1)?.type).toBe('quarantined');
    expect(effects).toEqual([]);
    expect(person.state?.wakeAt).toBe(T0 + 2 * HOUR);
  });

  it('an end ends the run with its reason, and requests nothing more', () => {
    const person = new Person(
      programOf({ cart: { enter, start: 'stop', steps: { stop: { end: 'sold out' } } } }),
    );
    person.take(T0, event('Cart', T0));
    expect(person.recorded('cart')).toEqual(['entered', 'finished']);
    expect(person.reasons('cart')).toEqual(['sold out']);
    expect(person.state?.wakeAt).toBeUndefined();
  });

  it('a sender that never responds does not block a journey', () => {
    const person = new Person(program).reachable(T0);
    person.take(T0, event('Cart', T0));
    person.wait(T0 + 26 * HOUR);
    expect(person.sends.map(({ step }) => step)).toEqual(['push', 'mail']);
    expect(person.history).toContainEqual(
      expect.objectContaining({ type: 'outcome', reason: 'no answer in time' }),
    );
  });
});

describe('a new program', () => {
  const before = programOf({
    cart: {
      enter,
      start: 'pause',
      steps: { pause: { wait: 'PT1H', next: 'mail' }, mail: { send: 'email', template: 'mail' } },
    },
  });

  it('lets a profile finish the version it entered', () => {
    const person = new Person(before).reachable(T0);
    person.take(T0, event('Cart', T0));
    person.publish(programOf({ cart: { enter, ...waiting('PT1H') } }));
    person.wait(T0 + HOUR);
    expect(person.sends).toHaveLength(1);
  });

  it('moves a profile to the new version if it says so, and ends the run if its step is gone', () => {
    const moved = new Person(before).reachable(T0);
    moved.take(T0, event('Cart', T0));
    moved.publish(programOf({ cart: { enter, inside: 'move', ...waiting('PT1H') } }));
    moved.wait(T0 + HOUR);
    expect(moved.sends).toEqual([]);
    const gone = new Person(before).reachable(T0);
    gone.take(T0, event('Cart', T0));
    gone.publish(programOf({ cart: { enter, inside: 'move', ...mailing } }));
    gone.wait(T0 + HOUR);
    expect(gone.reasons('cart')).toEqual(['step is gone']);
  });

  it('without the journey ends its runs at the next message', () => {
    const person = new Person(before).reachable(T0);
    person.take(T0, event('Cart', T0));
    person.publish(programOf({}));
    person.take(T0 + MINUTE, event('Ping', T0 + MINUTE));
    expect(person.reasons('cart')).toEqual(['removed from the program']);
    expect(person.state?.wakeAt).toBeUndefined();
  });

  it('after a rollback still knows earlier runs: ids continue', () => {
    const again = { ...before.journeys['cart'], enter: { ...enter, reenter: { after: 'PT1M' } } };
    const person = new Person(programOf({ cart: again })).reachable(T0);
    person.take(T0, event('Cart', T0));
    person.publish(programOf({}));
    person.take(T0 + MINUTE, event('Ping', T0 + MINUTE));
    person.publish(programOf({ cart: again }));
    person.take(T0 + HOUR, event('Cart', T0 + HOUR));
    expect(person.journey('cart')?.entry).toBe(2);
  });
});
