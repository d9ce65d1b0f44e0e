// I4 in `step`: which consent counts, in whatever order consents and withdrawals arrive, are accepted or happened.
import { describe, expect, it } from 'vitest';
import { consents } from '../../../lib/domain/consent/consent.ts';
import type { EventMessage } from '../../../schemas/mailbox.ts';
import { consent, event, HOUR, Person, programOf, T0 } from './person.ts';

const program = programOf({});
const reached = (person: Person, purpose = 'marketing', channel = 'email' as const) =>
  person.state !== undefined && consents(person.state, purpose, channel);

function profileAfter(...events: EventMessage[]): Person {
  const person = new Person(program);
  for (const each of events) person.take(T0 + HOUR, each);
  return person;
}
const at = (given: boolean, occurredAt: number, acceptedAt: number, index = 0) =>
  consent(given, T0 + acceptedAt, { occurredAt: T0 + occurredAt, index });

describe('a consent counts only if it is later than the last withdrawal in both orders', () => {
  it.each([
    ['later in both', 1, 1, true],
    ['earlier in its own time: an import undoes no withdrawal', -1, 1, false],
    ['earlier in acceptance: a redrive undoes no withdrawal', 1, -1, false],
    ['at the same time', 0, 1, false],
  ])('%s', (_what, own, accepted, counts) => {
    const [no, yes] = [at(false, 0, 0), at(true, own, accepted)];
    expect(reached(profileAfter(no, yes))).toBe(counts);
    expect(reached(profileAfter(yes, no))).toBe(counts);
  });

  it('within one request the index decides', () => {
    const [no, yes] = [at(false, 0, 10, 0), at(true, 1, 10, 1)];
    expect(reached(profileAfter(no, yes))).toBe(true);
    expect(reached(profileAfter(at(true, 1, 10, 0), at(false, 0, 10, 1)))).toBe(false);
  });

  it('it must be later than the latest withdrawal of each order, even if these are two', () => {
    const withdrawals = [at(false, 20, 0), at(false, 0, 10)];
    expect(reached(profileAfter(...withdrawals, at(true, 15, 15)))).toBe(false);
    expect(reached(profileAfter(...withdrawals, at(true, 25, 5)))).toBe(false);
    expect(reached(profileAfter(...withdrawals, at(true, 21, 11)))).toBe(true);
  });

  it('a consent that counts is not replaced by one that does not', () => {
    expect(reached(profileAfter(at(false, 0, 0), at(true, 10, 10), at(true, -5, 11)))).toBe(true);
  });
});

describe('the scope of a consent', () => {
  it('is the channels it names, or all if it names none', () => {
    const sms = { properties: { purpose: 'marketing', channels: ['sms'] } };
    const person = profileAfter(consent(true, T0), consent(false, T0 + 1, sms));
    expect(reached(person)).toBe(true);
    expect(person.state && consents(person.state, 'marketing', 'sms')).toBe(false);
  });

  it('is its purpose; a withdrawal from all purposes applies to each', () => {
    const service = { properties: { purpose: 'service' } };
    const person = profileAfter(
      consent(true, T0),
      consent(true, T0, service),
      consent(false, T0 + 1, service),
    );
    expect(reached(person)).toBe(true);
    expect(reached(person, 'service')).toBe(false);
    person.take(T0 + HOUR, consent(false, T0 + 2, { properties: { purpose: '*' } }));
    expect(reached(person)).toBe(false);
  });

  it('a consent that cannot be read is quarantined, and the rest of its batch is taken in', () => {
    const person = new Person(program);
    const bad = event('Consent Given', T0, { properties: { purpose: 7 } });
    person.take(T0, event('a', T0), bad, event('b', T0));
    expect(person.history.map(({ type }) => type)).toEqual(['event', 'quarantined', 'event']);
    expect(person.poison).toMatchObject([{ message: { id: bad.id } }]);
  });
});

describe('preferences sent with every page', () => {
  const page = (given: boolean, when: number) =>
    event('page', T0 + when, { kind: 'page', context: { consent: { marketing: given } } });

  it('are a consent or a withdrawal when they change, not when they are repeated', () => {
    const person = profileAfter(page(true, 0), consent(false, T0 + 1), page(true, 2), page(true, 3));
    expect(reached(person)).toBe(false);
    expect(reached(profileAfter(page(true, 0), page(false, 1), page(true, 2)))).toBe(true);
  });

  it('are ignored for a purpose that the program does not have', () => {
    const person = profileAfter(event('page', T0, { kind: 'page', context: { consent: { other: true } } }));
    expect(person.state?.consent).toEqual({});
  });
});

describe('the block list', () => {
  const lifts = (person: Person) =>
    person.effects.filter((effect) => effect.type === 'lift-block' && effect.channel === 'email');

  it('a consent that counts lifts the suppressions of earlier withdrawals, and no later one', () => {
    const person = profileAfter(at(false, 0, 5, 3), at(true, 10, 10));
    expect(lifts(person)).toMatchObject([{ acceptedAt: T0 + 5, index: 3 }]);
  });

  it('a consent that counts also lifts them if the withdrawal reaches STATE after it', () => {
    expect(lifts(profileAfter(at(true, 10, 10), at(false, 0, 5)))).toMatchObject([{ acceptedAt: T0 + 5 }]);
  });

  it('a consent that does not count, or that follows no known withdrawal, lifts nothing', () => {
    expect(lifts(profileAfter(at(false, 0, 5), at(true, -1, 10)))).toEqual([]);
    expect(lifts(profileAfter(at(true, 10, 10)))).toEqual([]);
  });
});
