// Conditions on sealed values work by their hash (I9).
import { expect, test } from 'vitest';
import { HASHED } from '../../../lib/domain/condition/operators.ts';
import { checkProgram } from '../../../lib/domain/program/check.ts';
import { hashOperands } from '../../../lib/domain/program/hash-operands.ts';
import { actorWorld, event, programOf, USER } from './world.ts';

test('an entry on equality with a sealed property is found by the hash', async () => {
  const world = actorWorld();
  const enter = { on: 'Signup', if: { property: 'email', eq: `${HASHED}abc` } };
  const steps = { rest: { wait: 'P1D' } };
  await world.publish(programOf([{ id: 'j', purpose: 'marketing', enter, start: 'rest', steps }]));
  const email = (h: string) => ({ $sealed: { k: 'k', c: 'c', h }, m: 'a***' });
  await world.post(USER, [event('e1', 'Signup', { properties: { email: email('other') } })]);
  expect((await world.state(USER)).journeys).toEqual({});
  await world.post(USER, [event('e2', 'Signup', { properties: { email: email('abc') } })]);
  expect((await world.state(USER)).journeys).toHaveProperty('j');
});

const ruled = (condition: unknown) => {
  const settings = { currency: 'EUR', timeZone: 'UTC', purposes: { marketing: { description: 'offers' } } };
  const enter = { on: 'X', if: condition };
  const journey = { id: 'j', purpose: 'marketing', enter, start: 'rest', steps: { rest: { wait: 'P1D' } } };
  return checkProgram({ 'program.json': settings, 'journeys/j.json': journey });
};

test.each(['first_name', 'mobile', 'company.e-mail', 'Email', 'address.city'])(
  'conditions on %s, which the door seals, are refused because they could never hold',
  (trait) => {
    expect(ruled({ trait, startsWith: 'a' }).findings).toMatchObject([{ pointer: '/enter/if/startsWith' }]);
    expect(ruled({ trait, eq: 'a' }).findings).toEqual([]);
  },
);

test.each([
  ['mail.domain', 'eq'],
  ['phone_number.country', 'startsWith'],
  ['lastProduct.name', 'startsWith'],
])('conditions on %s may use any operator', (trait, operator) => {
  expect(ruled({ trait, [operator]: 'a' }).findings).toEqual([]);
});

test('equality operands on sealed values are hashed at publish as the door hashes them; the name of a thing is not', async () => {
  const conditions = [
    { trait: 'first_name', eq: 'Ann' },
    { property: 'mail', eq: 'a@b.c' },
    { property: 'name', eq: 'Shoe' },
  ];
  const { program } = ruled({ all: conditions });
  if (!program) throw new Error('the program is good');
  const { journeys } = await hashOperands(program, async (value, kind) => `${kind}(${value})`);
  expect(journeys['j']?.enter).toMatchObject({
    if: { all: [{ eq: `${HASHED}text(Ann)` }, { eq: `${HASHED}email(a@b.c)` }, { eq: 'Shoe' }] },
  });
});

test('a count that a short window can never reach is refused', () => {
  const did = { did: 'X', within: 'PT10M', times: { gte: 40 } };
  expect(ruled(did).findings).toMatchObject([{ pointer: '/enter/if/times/gte' }]);
  expect(ruled({ ...did, within: 'P1D' }).findings).toEqual([]);
});
