// A finding says in plain words what would be right: no text of a validator, and the declared name that was meant.
import { describe, expect, it } from 'vitest';
import { checkProgram } from '../../../lib/domain/program/check.ts';
import { entering, type Files, findings, good, inJourney, journey, settings } from './program-files.ts';

const details = (found: [string, string, string][]): string[] => found.map(([, , detail]) => detail);
const waiting = (wait: unknown) =>
  details(inJourney({ start: 'a', steps: { a: { wait, next: 'mail' }, ...journey.steps } }));
const warned = (files: Files) => {
  const { findings: found, warnings } = checkProgram({ ...good, ...files });
  expect(found).toEqual([]);
  return warnings
    .filter(({ pointer }) => pointer !== '/html')
    .map(({ file, pointer, detail }) => [file, pointer, detail]);
};

describe('a duration', () => {
  it.each([
    ['PT1D', 'a day is P1D'],
    ['P1DT', 'a day is P1D'],
    ['1 day', 'a day is P1D'],
    ['3 days', '3 days are P3D'],
    ['24h', '24 hours are PT24H'],
    ['P1H', 'an hour is PT1H'],
    ['P30M', '30 minutes are PT30M'],
    ['90 min', '90 minutes are PT90M'],
    ['p7d', '7 days are P7D'],
    ['2 weeks', '2 weeks are P2W'],
  ])('%s is answered with: %s', (written, words) => {
    expect(waiting(written)).toEqual([
      `"${written}" is not an ISO 8601 duration such as PT1H or P7D: ${words}`,
    ]);
  });

  it.each(['soon', 'P1Y', '-P1D', 'PT1.5H', ''])('%j is refused without a guess', (written) => {
    expect(waiting(written)).toEqual([`"${written}" is not an ISO 8601 duration such as PT1H or P7D`]);
  });

  it('that no number of milliseconds can hold is refused', () => {
    expect(waiting('P999999999999D')).toHaveLength(1);
  });
});

describe('a value of the wrong type', () => {
  const budget = (change: object) =>
    details(findings({ 'budgets/b.json': { id: 'b', channel: 'email', amount: '5.00 EUR', ...change } }));
  it.each<[string, string[], string]>([
    [
      'a number as text',
      details(entering({ sample: '10', salt: 'x' })),
      'takes a number, not a text; write 10 without quotation marks',
    ],
    [
      'a yes as text',
      details(entering({ property: 'a', exists: 'true' })),
      'takes true or false, not a text; write true without quotation marks',
    ],
    [
      'a text as number',
      details(entering({ property: 3, eq: 1 })),
      'takes a text, not a number; write "3" in quotation marks',
    ],
    ['an amount as number', budget({ amount: 5 }), 'takes a text, not a number'],
    ['half a time', details(entering({ did: 'A', times: { gte: 1.5 } })), 'takes a whole number, not 1.5'],
    ['a decimal comma', budget({ amount: '5,00 EUR' }), 'write "5.00 EUR"'],
    ['the currency first', budget({ amount: 'eur 5' }), 'write "5 EUR"'],
    [
      'a time of day without a zero',
      details(
        findings({
          'channels/email.json': { id: 'email', price: '1 EUR', window: { from: '8:00', to: '21:00' } },
        }),
      ),
      'write "08:00"',
    ],
    [
      'a share without its sign',
      budget({
        guard: { when: { roi: { below: 1 }, over: 'P7D' }, atLeast: { spend: '5 EUR' }, do: { cut: '20' } },
      }),
      'write "20%"',
    ],
    ['a list', details(inJourney({ steps: [] })), 'takes an object {...}, not a list [...]'],
  ])('%s is answered with what would be right', (_what, found, words) => {
    expect(found).toEqual([expect.stringContaining(words)]);
  });

  it('that could be an address is not repeated', () => {
    expect(details(inJourney({ purpose: 'ann@example.com' })).join()).not.toContain('ann@');
  });
});

describe('something missing', () => {
  it('is named with what it takes', () => {
    expect(inJourney({ steps: { mail: { send: 'email' } } })).toEqual([
      ['journeys/cart.json', '/steps/mail/template', expect.stringMatching(/^is missing: it takes a text/)],
    ]);
  });

  it('of a file that holds no object at all is the object', () => {
    expect(findings({ 'segments/a.json': 'null' })).toEqual([
      ['segments/a.json', '', 'takes an object {...}, not null'],
    ]);
  });
});

describe('the declared name that was meant', () => {
  const steps = { first: { wait: 'PT1H', next: 'mial' }, mail: journey.steps.mail };
  it.each<[string, string[], string]>([
    [
      'a step',
      details(inJourney({ start: 'first', steps })),
      'there is no step "mial"; did you mean "mail"?',
    ],
    ['a start', details(inJourney({ start: 'mial' })), 'there is no step "mial"; did you mean "mail"?'],
    [
      'a template',
      details(inJourney({ steps: { mail: { send: 'email', template: 'mial' } } })),
      'there is no templates/mial.json; did you mean "mail"?',
    ],
    ['a purpose', details(inJourney({ purpose: 'Marketing' })).slice(0, 1), 'write "marketing"'],
    [
      'a purpose of another spelling',
      details(inJourney({ purpose: 'marketng' })),
      'did you mean "marketing"?',
    ],
    [
      'a channel of a budget',
      details(findings({ 'budgets/b.json': { id: 'b', channel: 'emial', amount: '1 EUR' } })),
      'did you mean "email"?',
    ],
    [
      'a channel of a step',
      details(inJourney({ steps: { mail: { send: 'emial', template: 'mail' } } })),
      '"emial" is not "email", "sms" or "push"; did you mean "email"?',
    ],
    [
      'a segment',
      details(
        findings({
          'segments/vips.json': { id: 'vips', if: { did: 'A' } },
          'segments/b.json': { id: 'b', if: { segment: 'vip' } },
        }),
      ),
      'did you mean "vips"?',
    ],
    [
      'a property of a document',
      details(inJourney({ descripton: 'x' })),
      '"descripton" is not known here; did you mean "description"?',
    ],
    [
      'a property of a step',
      details(inJourney({ steps: { mail: { ...journey.steps.mail, nxt: 'mail' } } })),
      'did you mean "next"?',
    ],
    [
      'an operator',
      details(entering({ property: 'a', eq: 1, startswith: 'b' })),
      'did you mean "startsWith"?',
    ],
    [
      'a kind of step',
      details(inJourney({ steps: { mail: { sned: 'email', template: 'mail' } } })),
      'did you mean "send"?',
    ],
  ])('is proposed: %s', (_what, found, words) => {
    expect(found).toEqual([expect.stringContaining(words)]);
  });

  it('is not guessed where nothing is near', () => {
    expect(details(inJourney({ start: 'x' }))).toEqual(['there is no step "x"']);
  });
});

describe('steps that nothing leads to', () => {
  const chain = {
    b: { wait: 'PT1H', next: 'c' },
    c: { wait: 'PT1H', next: 'mail' },
    mail: journey.steps.mail,
  };
  it('are not reported where a name that leads nowhere explains them', () => {
    expect(inJourney({ start: 'a', steps: { a: { wait: 'PT1H', next: 'zz' }, ...chain } })).toHaveLength(1);
    expect(inJourney({ start: 'zz', steps: chain })).toHaveLength(1);
  });

  it('are reported once for all that only they lead to', () => {
    expect(inJourney({ start: 'a', steps: { a: { end: 'enough' }, ...chain } })).toEqual([
      ['journeys/cart.json', '/steps/b', 'no step leads here'],
    ]);
  });

  it('are reported in a circle apart, once', () => {
    const circle = { x: { wait: 'PT1H', next: 'y' }, y: { wait: 'PT1H', next: 'x' } };
    expect(inJourney({ steps: { ...journey.steps, ...circle } }).map(([, pointer]) => pointer)).toEqual([
      '/steps/y/next',
      '/steps/x',
    ]);
  });
});

describe('a warning does not refuse a program', () => {
  const catalogue = { 'program.json': { ...settings, events: { Cart: {}, 'Order Paid': {} } } };
  it.each<[string, Files, string, string]>([
    [
      'an event that the catalogue does not list',
      { ...catalogue, 'segments/a.json': { id: 'a', if: { did: 'Order Payed' } } },
      '/if/did',
      'did you mean "Order Paid"?',
    ],
    [
      'an exit on one',
      { ...catalogue, 'journeys/cart.json': { ...journey, exit: [{ on: 'Nothing' }] } },
      '/exit/0/on',
      '"Nothing" is not among the events of program.json: declare it there',
    ],
    [
      'an entry on one',
      { ...catalogue, 'journeys/cart.json': { ...journey, enter: { on: 'Crat' } } },
      '/enter/on',
      'did you mean "Cart"?',
    ],
    [
      'a goal on one',
      { ...catalogue, 'journeys/cart.json': { ...journey, goal: { on: 'Sold' } } },
      '/goal/on',
      'not among the events',
    ],
    [
      'a number as text that is ordered',
      { 'segments/a.json': { id: 'a', if: { trait: 'visits', gte: '3' } } },
      '/if/gte',
      'write 3 without quotation marks',
    ],
    [
      'a trait that is nearly a well-known one',
      { 'segments/a.json': { id: 'a', if: { trait: 'firstname', exists: true } } },
      '/if/trait',
      'did you mean "firstName"?',
    ],
    [
      'two budgets of one channel and period',
      {
        'budgets/a.json': { id: 'a', channel: 'email', amount: '1 EUR' },
        'budgets/b.json': { id: 'b', channel: 'email', amount: '2 EUR' },
      },
      '/channel',
      'the lesser amount alone counts',
    ],
    [
      'a window at night',
      { 'channels/email.json': { id: 'email', price: '1 EUR', window: { from: '21:00', to: '08:00' } } },
      '/window',
      'from 08:00 to 21:00',
    ],
    [
      'a window without end',
      { 'channels/email.json': { id: 'email', price: '1 EUR', window: { from: '08:00', to: '08:00' } } },
      '/window',
      'open all day',
    ],
  ])('%s', (_what, files, pointer, words) => {
    expect(warned(files)).toEqual([[expect.any(String), pointer, expect.stringContaining(words)]]);
  });

  it.each<[string, Files]>([
    [
      'an event with a meaning of its own',
      { ...catalogue, 'segments/a.json': { id: 'a', if: { did: 'Consent Given' } } },
    ],
    ['any event where there is no catalogue', { 'segments/a.json': { id: 'a', if: { did: 'Whatever' } } }],
    [
      'budgets of one channel for a day and a month',
      {
        'budgets/a.json': { id: 'a', channel: 'email', amount: '1 EUR' },
        'budgets/b.json': { id: 'b', channel: 'email', amount: '2 EUR', period: 'P1D' },
      },
    ],
    ['a trait of the company itself', { 'segments/a.json': { id: 'a', if: { trait: 'plan', eq: 'gold' } } }],
  ])('and there is none for %s', (_what, files) => {
    expect(warned(files)).toEqual([]);
  });
});
