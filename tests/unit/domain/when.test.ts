// Journeys entered when a condition turns true: by an event, by consent, by time alone, and never by publishing.
import { describe, expect, it } from 'vitest';
import {
  consent,
  DAY,
  event,
  HOUR,
  identify,
  MINUTE,
  mailing,
  outcome,
  Person,
  programOf,
  sealed,
  T0,
  waiting,
} from './person.ts';

const gold = { enter: { when: { trait: 'tier', eq: 'gold' } }, ...waiting('PT1H') };
const quiet = {
  all: [{ did: 'Product Viewed' }, { not: { did: 'Product Viewed', within: 'PT1H' } }],
};

describe('a condition that turns true', () => {
  it('enters, and only on the change: being true already is not enough', () => {
    const person = new Person(
      programOf({ gold: { ...gold, enter: { ...gold.enter, reenter: { after: 'PT0S' } } } }),
    );
    person.take(T0, identify(T0, { tier: 'gold' }));
    person.wait(T0 + 2 * HOUR);
    person.take(T0 + DAY, identify(T0 + DAY, { tier: 'gold' }));
    expect(person.recorded('gold')).toEqual(['entered', 'waits', 'finished']);
    person.take(T0 + DAY, identify(T0 + DAY, { tier: 'silver' }));
    person.take(T0 + DAY, identify(T0 + DAY, { tier: 'gold' }));
    expect(person.journey('gold')?.entry).toBe(2);
  });

  it('reachable: enters once when address and consent are both there, in either order', () => {
    const program = programOf({ welcome: { enter: { when: { reachable: 'email' } }, ...mailing } });
    for (const order of [0, 1]) {
      const person = new Person(program);
      const both = [identify(T0, { email: sealed('m') }), consent(true, T0)];
      if (order) both.reverse();
      person.take(T0, both[0] as never);
      expect(person.sends).toEqual([]);
      person.take(T0 + 1, both[1] as never);
      expect(person.sends).toMatchObject([{ journey: 'welcome', channel: 'email' }]);
    }
  });

  it('a complaint makes unreachable; a withdrawal after the decision is found by the sender, not by step', () => {
    const person = new Person(
      programOf({ welcome: { enter: { when: { reachable: 'email' } }, ...mailing } }),
    ).reachable(T0);
    const [send] = person.sends;
    if (!send) throw new Error('nothing was sent');
    person.take(T0 + 1, outcome(send, 'sent', T0 + 1), {
      type: 'receipt',
      id: 'r1',
      sendId: send.sendId,
      event: 'complained',
      channel: 'email',
      journey: 'welcome',
      step: 'mail',
      address: 'h-mail',
      at: T0,
      acceptedAt: T0,
    });
    expect(person.state?.complained).toEqual(['h-mail']);
  });

  it('a segment is evaluated as its own condition', () => {
    const segments = { vip: { id: 'vip', if: { trait: 'tier', eq: 'gold' } } };
    const person = new Person(
      programOf({ vip: { enter: { when: { segment: 'vip' } }, ...waiting('PT1H') } }, { segments }),
    );
    person.take(T0, identify(T0, { tier: 'gold' }));
    expect(person.recorded('vip')).toContain('entered');
  });
});

describe('publishing', () => {
  it('enters nobody whose condition is already true', () => {
    const person = new Person(programOf({}));
    person.take(T0, identify(T0, { tier: 'gold' }));
    person.publish(programOf({ gold }));
    person.take(T0 + MINUTE, identify(T0 + MINUTE, { tier: 'gold' }), event('Ping', T0 + MINUTE));
    expect(person.recorded('gold')).toEqual([]);
  });

  it('enters nobody by time either: the value at the first message of the release is the starting point', () => {
    const person = new Person(
      programOf({ count: { enter: { on: 'Never', if: { did: 'Product Viewed' } }, ...waiting('PT1H') } }),
    );
    person.take(T0, event('Product Viewed', T0));
    person.publish(programOf({ quiet: { enter: { when: quiet }, ...waiting('PT1H') } }));
    person.take(T0 + 2 * HOUR, event('Ping', T0 + 2 * HOUR));
    person.wait(T0 + DAY);
    expect(person.recorded('quiet')).toEqual([]);
  });

  it('with a changed condition under the same name enters nobody for whom the old one was false', () => {
    const of = (within: string) =>
      programOf({
        quiet: {
          enter: { when: { all: [{ did: 'Product Viewed' }, { not: { did: 'Product Viewed', within } }] } },
          ...waiting('PT1H'),
        },
      });
    const person = new Person(of('PT50M'));
    person.take(T0, event('Product Viewed', T0));
    expect(Object.values(person.state?.whens ?? {})).toEqual([false]);
    person.publish(of('PT10M'));
    person.take(T0 + 20 * MINUTE, event('Ping', T0 + 20 * MINUTE));
    person.wait(T0 + DAY);
    expect(person.recorded('quiet')).toEqual([]);
  });
});

describe('time alone', () => {
  const program = programOf({
    quiet: { enter: { when: quiet, reenter: { after: 'PT0S' } }, ...waiting('PT5M') },
  });

  it('turns it true at its moment: the profile is woken for that', () => {
    const person = new Person(program);
    person.take(T0, event('Product Viewed', T0));
    expect(person.state?.wakeAt).toBe(T0 + HOUR);
    person.wait(T0 + HOUR);
    expect(person.journey('quiet')).toMatchObject({ entry: 1, enteredAt: T0 + HOUR });
  });

  it('is postponed by a new view', () => {
    const person = new Person(program);
    person.take(T0, event('Product Viewed', T0));
    person.take(T0 + 30 * MINUTE, event('Product Viewed', T0 + 30 * MINUTE));
    person.wait(T0 + 89 * MINUTE);
    expect(person.recorded('quiet')).toEqual([]);
    person.wait(T0 + 90 * MINUTE);
    expect(person.recorded('quiet')).toContain('entered');
  });

  it('is considered for a profile that meets a new entry while it is false, and enters later', () => {
    const person = new Person(
      programOf({ count: { enter: { on: 'Never', if: { did: 'Product Viewed' } }, ...waiting('PT1H') } }),
    );
    person.take(T0, event('Product Viewed', T0));
    person.publish(
      programOf({ quiet: { enter: { when: { not: { did: 'Ping', within: 'PT2H' } } }, ...waiting('PT1H') } }),
    );
    person.take(T0 + MINUTE, event('Other', T0 + MINUTE));
    person.take(T0 + 2 * MINUTE, event('Ping', T0 + 2 * MINUTE));
    person.wait(T0 + DAY);
    expect(person.journey('quiet')?.enteredAt).toBe(T0 + 2 * MINUTE + 2 * HOUR);
  });
});
