// Who is reachable: a person whose trait holds a text instead of an address takes the journey's other way, with the
// reason recorded; of several devices one that is gone is passed over.
import { describe, expect, it } from 'vitest';
import { inWords } from '../../../lib/application/profiles/words.ts';
import type { ReceiptMessage } from '../../../schemas/mailbox.ts';
import { consent, event, identify, Person, programOf, sealed, T0 } from './person.ts';

const unread = (text: string) => ({ ...sealed(text), unreadable: true as const });
const best = (channel: string, template: string) =>
  programOf({
    best: {
      enter: { on: 'Asked' },
      start: 'which',
      steps: {
        which: { branch: [{ if: { reachable: channel }, next: 'first' }], else: 'mail' },
        first: { send: channel, template },
        mail: { send: 'email', template: 'mail' },
      },
    },
  });

describe('a text that is no address', () => {
  it('makes nobody reachable: the journey takes its other way, and says why', () => {
    const person = new Person(best('sms', 'text'));
    const known = identify(T0, { email: sealed('mail'), phone: unread('n/a') });
    person.take(T0, known, consent(true, T0), event('Asked', T0));
    expect(person.sends).toMatchObject([{ channel: 'email', step: 'mail' }]);
    const why = person.history.flatMap((entry) => ('why' in entry ? (entry.why ?? []) : []));
    expect(why).toContainEqual({ if: { reachable: 'sms' }, value: 'no-address', held: false });
    expect(person.history.map(inWords)).toContainEqual(
      expect.stringContaining('its "phone" is no address that can be read'),
    );
  });

  it.each([
    ['a list', [sealed('mail')]],
    ['a plain text', 'mail'],
    ['nothing', null],
  ])('%s under the name of an address is none either', (_, value) => {
    const person = new Person(best('email', 'mail'));
    person.take(T0, identify(T0, { email: value as never }), consent(true, T0), event('Asked', T0));
    expect(person.sends).toEqual([]);
  });
});

describe('devices', () => {
  const device = (token: string) => ({ context: { device: { type: 'ios', token: sealed(token) } } });
  const gone = (token: string): ReceiptMessage => ({
    type: 'receipt',
    id: `bounced.${token}`,
    sendId: 's',
    event: 'bounced',
    channel: 'push',
    journey: 'best',
    step: 'first',
    address: `h-${token}`,
    at: T0,
    acceptedAt: T0,
  });
  const steps = (person: Person) => person.sends.map(({ step }) => step);

  it('that are gone are passed over, and the person stays reachable by the others', () => {
    const person = new Person(best('push', 'note'));
    person.take(
      T0,
      consent(true, T0),
      event('Opened', T0, device('old')),
      event('Opened', T0, device('new')),
    );
    person.take(T0 + 1, gone('new'), event('Asked', T0 + 1));
    expect(steps(person)).toEqual(['first']);
    expect(person.state?.devices).toMatchObject([{ token: sealed('old') }]);
  });

  it('that are all gone leave nobody reachable, whichever of them went last', () => {
    const person = new Person(best('push', 'note'));
    person.take(T0, identify(T0, { email: sealed('mail') }), consent(true, T0));
    person.take(T0, event('Opened', T0, device('old')), event('Opened', T0, device('new')));
    person.take(T0 + 1, gone('new'), gone('old'), event('Asked', T0 + 1));
    expect(steps(person)).toEqual(['mail']);
  });
});
