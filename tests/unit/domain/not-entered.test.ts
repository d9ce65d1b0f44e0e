// What the history records of events that did not enter.
import { describe, expect, it } from 'vitest';
import { event, Person, programOf, T0, waiting } from './person.ts';

const enter = { on: 'Cart' };

describe('the history', () => {
  it('records refused events of one batch with the same reasons once, and others separately', () => {
    const person = new Person(
      programOf({ pricy: { enter: { ...enter, if: { property: 'price', gte: 20 } }, ...waiting('PT1H') } }),
    );
    const cart = (price: number) => event('Cart', T0, { properties: { price } });
    const [first, second, third, fourth, fifth] = [cart(1), cart(2), cart(20), cart(3), cart(4)];
    person.take(T0, first, second);
    person.take(T0, fifth);
    const noted = () =>
      person.history.flatMap((entry) =>
        entry.type === 'journey' && entry.what === 'not-entered' ? entry : [],
      );
    expect(noted()).toMatchObject([
      { event: second.id, times: 2, why: [{ value: 2, held: false }] },
      { event: fifth.id, why: [{ value: 4, held: false }] },
    ]);
    expect(noted()[1]?.times).toBeUndefined();
    person.take(T0, third, fourth);
    expect(person.recorded('pricy')).toEqual(['not-entered', 'not-entered', 'entered', 'waits']);
  });
});
