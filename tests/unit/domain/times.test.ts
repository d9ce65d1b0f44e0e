// A message carries three times, and each is used for its own purpose.
import { describe, expect, it } from 'vitest';
import { DAY, event, HOUR, MINUTE, mailing, Person, programOf, T0, waiting, wake } from './person.ts';

const views = { did: 'Product Viewed', times: { gte: 2 }, within: 'PT10M' };

describe('counters use occurredAt', () => {
  const program = programOf({ looks: { enter: { on: 'Product Viewed', if: views }, ...waiting('PT1H') } });

  it('two views within ten minutes count although they are accepted hours later', () => {
    const person = new Person(program);
    const occurredAt = T0 - 3 * HOUR;
    person.take(T0, event('Product Viewed', T0, { occurredAt }));
    person.take(T0, event('Product Viewed', T0 + 1, { occurredAt: occurredAt + 9 * MINUTE }));
    expect(person.recorded('looks')).toContain('entered');
  });

  it('two views accepted together do not count if they happened apart', () => {
    const person = new Person(program);
    person.take(
      T0,
      event('Product Viewed', T0, { occurredAt: T0 - 11 * MINUTE }),
      event('Product Viewed', T0),
    );
    expect(person.recorded('looks')).toEqual(['not-entered']);
  });

  it('a late view counts at the time it happened, not when it was handled', () => {
    const person = new Person(program);
    person.take(T0, event('Product Viewed', T0));
    person.take(T0 + MINUTE, event('Product Viewed', T0 + MINUTE, { occurredAt: T0 - HOUR }));
    expect(person.recorded('looks')).not.toContain('entered');
  });
});

describe('waits count from acceptedAt', () => {
  const program = programOf({ wait: { enter: { on: 'Cart' }, ...waiting('PT1H') } });

  it('a wait begins at acceptance, although the event happened before and was handled later', () => {
    const person = new Person(program);
    person.take(T0 + 5 * MINUTE, event('Cart', T0, { occurredAt: T0 - 30 * MINUTE }));
    expect(person.journey('wait')?.wakeAt).toBe(T0 + HOUR);
  });

  it('a wait that is over when its event is handled does not wait at all', () => {
    const person = new Person(program);
    person.take(T0 + 2 * HOUR, event('Cart', T0));
    expect(person.recorded('wait')).toEqual(['entered', 'finished']);
  });
});

describe('windows look at handledAt', () => {
  const sms = { start: 'sms', steps: { sms: { send: 'sms', template: 'text' } } };
  const program = programOf({ night: { enter: { on: 'Cart' }, ...sms } });
  const night = Date.parse('2026-11-20T22:30:00Z');
  const morning = Date.parse('2026-11-21T07:00:00Z');

  it('an event of the day that is handled at night waits for the morning', () => {
    const person = new Person(program).reachable(T0);
    person.take(night, event('Cart', T0 + HOUR));
    expect(person.journey('night')).toMatchObject({ phase: 'waiting', wakeAt: morning });
    person.wait(morning);
    expect(person.sends).toMatchObject([{ channel: 'sms', decidedAt: morning }]);
  });

  it('an event of the night that is handled by day is sent at once', () => {
    const person = new Person(program).reachable(T0);
    person.take(morning + HOUR, event('Cart', night));
    expect(person.sends).toHaveLength(1);
  });

  it("the recipient's zone applies, not the program's", () => {
    const person = new Person(program).reachable(T0);
    person.take(T0, event('page', T0, { kind: 'page', context: { timezone: 'America/Los_Angeles' } }));
    person.take(T0, event('Cart', T0));
    expect(person.journey('night')?.wakeAt).toBe(Date.parse('2026-11-20T16:00:00Z'));
  });
});

describe('handledAt', () => {
  it('never decreases within a profile, whatever the clock of the next function', () => {
    const person = new Person(programOf({}));
    person.take(T0 + 400, event('a', T0));
    person.take(T0 - 300, event('b', T0));
    expect(person.history.map(({ t }) => t)).toEqual([T0 + 400, T0 + 400]);
    expect(person.state?.handledAt).toBe(T0 + 400);
  });

  it('does not decrease after a message that could not be taken in', () => {
    const person = new Person(programOf({}));
    person.take(T0 + 400, event('Consent Given', T0, { properties: { purpose: 7 } }));
    person.take(T0 - 300, event('b', T0));
    expect(person.history.map(({ t }) => t)).toEqual([T0 + 400, T0 + 400]);
  });

  it('a wake that is up to a second early takes place at its own time', () => {
    const person = new Person(programOf({ wait: { enter: { on: 'Cart' }, ...waiting('PT1H') } }));
    person.take(T0, event('Cart', T0));
    person.take(T0 + HOUR - 900, wake(T0 + HOUR));
    expect(person.recorded('wait')).toEqual(['entered', 'waits', 'finished']);
    expect(person.state?.handledAt).toBe(T0 + HOUR);
  });
});

describe('an event older than maxAge', () => {
  const program = programOf({
    looks: { enter: { on: 'Product Viewed', maxAge: 'PT6H' }, ...mailing },
    often: {
      enter: { on: 'Ping', if: { did: 'Product Viewed', times: { gte: 3 } } },
      ...waiting('PT1H'),
    },
  });

  it('does not enter, but updates traits and counters, and counts as money', () => {
    const person = new Person(program).reachable(T0);
    const occurredAt = T0 - 6 * HOUR - 1;
    for (let i = 0; i < 3; i += 1) person.take(T0, event('Product Viewed', T0, { occurredAt }));
    person.take(T0, event('Order Completed', T0, { occurredAt, properties: { order_id: 'o1', revenue: 5 } }));
    person.take(T0, event('identify', T0, { kind: 'identify', occurredAt, traits: { tier: 'gold' } }));
    person.take(T0, event('Ping', T0));
    expect(person.reasons('looks')).toEqual(['too-old', 'too-old', 'too-old']);
    expect(person.recorded('often')).toContain('entered');
    expect(person.state?.traits.tier).toBe('gold');
    expect(person.effects).toContainEqual(
      expect.objectContaining({ fact: expect.objectContaining({ type: 'conversion', at: occurredAt }) }),
    );
  });

  it('is measured at acceptance: one exactly as old as maxAge enters, even if it is handled much later', () => {
    const person = new Person(program).reachable(T0);
    person.take(T0 + DAY, event('Product Viewed', T0, { occurredAt: T0 - 6 * HOUR }));
    expect(person.recorded('looks')).toContain('entered');
  });

  it('changes a "when" without entering by it', () => {
    const gold = { enter: { when: { trait: 'tier', eq: 'gold' }, maxAge: 'PT6H' }, ...waiting('PT1H') };
    const person = new Person(programOf({ gold }));
    const old = { kind: 'identify', occurredAt: T0 - DAY, traits: { tier: 'gold' } } as const;
    person.take(T0, event('identify', T0, old));
    person.take(T0 + HOUR, event('identify', T0 + HOUR, { kind: 'identify', traits: { tier: 'gold' } }));
    expect(person.recorded('gold')).toEqual(['not-entered']);
  });
});
