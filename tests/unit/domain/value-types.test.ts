// The same value in another JSON type: shops write prices, ids and flags as texts or not, and journeys must not care.
import { describe, expect, it } from 'vitest';
import { compileOperators } from '../../../lib/domain/condition/operators.ts';
import { valueHash } from '../../../lib/domain/path.ts';
import type { Condition } from '../../../schemas/condition.ts';
import type { Operators } from '../../../schemas/conditions/operators.ts';
import { event, identify, Person, programOf, T0, waiting } from './person.ts';

const holds = (operators: Operators, value: unknown): boolean => compileOperators(operators)(value);

describe('a number and the text that writes it', () => {
  it.each<[Operators, unknown]>([
    [{ gte: 20 }, '25.00'],
    [{ gt: 20 }, ' 20.01 '],
    [{ lt: 20 }, '-3'],
    [{ lte: 2.5e3 }, '2500'],
    [{ eq: 20 }, '20'],
    [{ eq: 20 }, '20.00'],
    [{ eq: '20' }, 20],
    [{ eq: '20.00' }, 20],
    [{ in: [5, 'a', 20] }, '20'],
    [{ in: ['5', '20'] }, 20],
    [{ in: Array.from({ length: 20 }, (_, i) => i) }, '19.0'],
    [{ in: Array.from({ length: 20 }, (_, i) => `${i}`) }, 19],
    [{ ne: 20 }, '21'],
    [{ notIn: [20, 21] }, '22'],
    [{ gte: '20' }, 25],
    [{ gte: '20' }, '100'],
    [{ contains: 7 }, ['6', '7']],
  ])('%j holds of %j', (operators, value) => expect(holds(operators, value)).toBe(true));

  it.each<[Operators, unknown]>([
    [{ ne: 20 }, '20.0'],
    [{ ne: '20' }, 20],
    [{ notIn: [20, 21] }, '21'],
    [{ notIn: ['20', '21'] }, 21],
    [{ gte: 20 }, '19.99'],
    [{ gte: 20 }, ''],
    [{ eq: 0 }, ''],
    [{ eq: 0 }, ' '],
    [{ eq: 26 }, '0x1a'],
    [{ gte: 1 }, 'Infinity'],
    [{ gte: 1 }, '25,00'],
    [{ gte: 1 }, '1 000'],
    [{ gte: 1 }, '25 EUR'],
    [{ gte: 1 }, null],
    [{ gte: 1 }, true],
    [{ gte: 1 }, ['5']],
    // Two texts are ids more often than numbers.
    [{ eq: '7' }, '007'],
    [{ in: ['7'] }, '7.0'],
    [{ gt: '20' }, '3'],
  ])('%j does not hold of %j', (operators, value) => expect(holds(operators, value)).toBe(false));
});

describe('a boolean and the text that writes it', () => {
  it.each<[Operators, unknown, boolean]>([
    [{ eq: true }, 'true', true],
    [{ eq: true }, 'True', true],
    [{ eq: false }, 'FALSE', true],
    [{ eq: 'true' }, true, true],
    [{ in: [true] }, 'true', true],
    [{ ne: true }, 'true', false],
    [{ eq: true }, 'yes', false],
    [{ eq: true }, 1, false],
    [{ eq: true }, '1', false],
    [{ eq: false }, '', false],
    [{ eq: false }, null, false],
  ])('%j of %j: %s', (operators, value, expected) => expect(holds(operators, value)).toBe(expected));
});

it('texts that write no number are ordered as texts', () => {
  expect(holds({ gte: '2026-11' }, '2026-11-20')).toBe(true);
  expect(holds({ lt: 'b' }, 'a')).toBe(true);
  expect(holds({ lt: 'b' }, 1)).toBe(false);
});

const entering = (condition: Condition) => ({ enter: { on: 'Cart', if: condition }, ...waiting('PT1H') });

describe('the journeys that an event enters', () => {
  it.each([
    ['20', ['number', 'text']],
    [20, ['decimals', 'number', 'text']],
    ['20.00', ['decimals', 'number']],
    ['true', ['flag']],
    [true, ['flag']],
    ['a', []],
  ])('by a price of %j', (price, entered) => {
    const person = new Person(
      programOf({
        number: entering({ property: 'price', eq: 20 }),
        text: entering({ all: [{ property: 'price', eq: '20' }, { not: { property: 'x', exists: true } }] }),
        decimals: entering({ property: 'price', eq: '20.00' }),
        flag: entering({ property: 'price', eq: true }),
      }),
    );
    person.take(T0, event('Cart', T0, { properties: { price } }));
    expect(Object.keys(person.state?.journeys ?? {}).sort()).toEqual(entered);
  });

  it('have reasons that show the value as it came', () => {
    const condition = { property: 'price', gte: 20 };
    const person = new Person(programOf({ pricy: entering(condition) }));
    person.take(T0, event('Cart', T0, { properties: { price: '25.00' } }));
    expect(person.history.flatMap((entry) => ('why' in entry && entry.why ? entry.why : []))).toEqual([
      { if: condition, value: '25.00', held: true },
    ]);
  });
});

it('a trait that is a text turns a condition true like the value that it writes', () => {
  const when = {
    all: [
      { trait: 'vip', eq: true },
      { trait: 'age', gte: 18 },
    ],
  };
  const person = new Person(programOf({ gold: { enter: { when }, ...waiting('PT1H') } }));
  person.take(T0, identify(T0, { vip: 'true', age: '17' }));
  expect(person.recorded('gold')).toEqual([]);
  person.take(T0, identify(T0, { age: '18' }));
  expect(person.recorded('gold')).toEqual(['entered', 'waits']);
});

describe('"same"', () => {
  const threeOf = (within: string) =>
    programOf({ views: entering({ did: 'View', same: 'sku', times: { gte: 3 }, within }) });
  const view = (sku: string | number | boolean) => event('View', T0, { properties: { sku } });
  const cart = (sku: string | number | boolean) => event('Cart', T0, { properties: { sku } });

  it.each([
    [[123, '123', 123], 123, true],
    [['123', 123, '123'], '123', true],
    [[true, 'true', true], 'true', true],
    [['0123', '123.0', 123], 123, false],
    [['0123', 123, '123'], '0123', false],
    [['a', 'A', 'a'], 'a', false],
  ])('counts %j as one value with %j: %s', (seen, trigger, enough) => {
    const person = new Person(threeOf('PT10M'));
    person.take(T0, ...seen.map(view), cart(trigger));
    expect(person.recorded('views').includes('entered')).toBe(enough);
  });

  it('finds what an earlier release counted, whichever type it had then', () => {
    const person = new Person(threeOf('P1D'));
    person.take(T0, event('Other', T0));
    const [spec] = [...person.program.counters.values()];
    if (!person.state || !spec) throw new Error('no state or counter');
    expect([valueHash(123), valueHash('123')]).toEqual(['9VEGjM', 'bQXZFO']);
    person.state.counters[spec.id] = {
      ring: [
        [T0 - 2, '9VEGjM'],
        [T0 - 1, 'bQXZFO'],
      ],
      window: 86_400_000,
    };
    person.take(T0, view('123'), cart(123));
    expect(person.recorded('views')).toContain('entered');
  });
});
