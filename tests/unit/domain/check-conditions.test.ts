// `check` on conditions, templates, channels and budgets: mistakes that a schema cannot find, each with a pointer.
import { describe, expect, it } from 'vitest';
import {
  email,
  entering,
  type Files,
  findings,
  inJourney,
  journey,
  mail,
  settings,
} from './program-files.ts';

describe('conditions', () => {
  it.each<[string, object, string, string]>([
    ['a missing segment', { segment: 'vip' }, '/enter/if/segment', 'segments/vip.json'],
    [
      'a consent to an undeclared purpose',
      { consent: { purpose: 'x', channel: 'email' } },
      '/enter/if/consent/purpose',
      'not among the purposes',
    ],
    ['an invalid expression', { property: 'a', matches: '(' }, '/enter/if/matches', 'RE2'],
    [
      'an expression that RE2 does not support',
      { property: 'a', matches: '(a)\\1' },
      '/enter/if/matches',
      'RE2',
    ],
    ['an ordering of sealed values', { trait: 'email', startsWith: 'a' }, '/enter/if/startsWith', 'sealed'],
    [
      'a regular expression on a sealed value',
      { trait: 'street', matches: 'a' },
      '/enter/if/matches',
      'sealed',
    ],
    [
      'a trait in a "where"',
      { did: 'A', where: { trait: 'x', eq: 1 } },
      '/enter/if/where',
      'properties of the counted event',
    ],
    [
      'a mistake deep inside',
      { all: [{ not: { any: [{ segment: 'x' }] } }] },
      '/enter/if/all/0/not/any/0/segment',
      'segments/x.json',
    ],
    ['an unknown operator', { property: 'a', equals: 1 }, '/enter/if/equals', 'not known'],
  ])('%s', (_what, condition, pointer, detail) => {
    expect(entering(condition)).toContainEqual([
      'journeys/cart.json',
      pointer,
      expect.stringContaining(detail),
    ]);
  });

  it('derived and exact operators on sealed traits are allowed', () => {
    const all = [
      { trait: 'email.domain', eq: 'example.org' },
      { trait: 'phone.country', in: ['DE'] },
      { trait: 'street', exists: true },
      { trait: 'email', eq: 'a@example.org' },
    ];
    expect(entering({ all })).toEqual([]);
  });

  it('a "when" that neither an event nor time can change enters nobody', () => {
    const sample = { sample: 10, salt: 'x' };
    const segments = { 'segments/some.json': { id: 'some', if: sample } };
    const entered = (when: object) =>
      findings({ ...segments, 'journeys/cart.json': { ...journey, enter: { when } } });
    const refused = [['journeys/cart.json', '/enter/when', expect.stringContaining('nothing can turn')]];
    expect(entered(sample)).toEqual(refused);
    expect(entered({ not: { all: [sample, { segment: 'some' }] } })).toEqual(refused);
    expect(entered({ all: [sample, { trait: 'x', eq: 1 }] })).toEqual([]);
    expect(entered({ all: [{ segment: 'some' }, { did: 'A', within: 'P1D' }] })).toEqual([]);
  });

  it('a "when" has no triggering event to look at', () => {
    const when = {
      all: [
        { property: 'a', eq: 1 },
        { did: 'A', same: 'b' },
      ],
    };
    expect(inJourney({ enter: { when } }).map(([, pointer]) => pointer)).toEqual([
      '/enter/when/all/0/property',
      '/enter/when/all/1/same',
    ]);
  });

  it('a segment that refers to itself, directly or through another, is reported', () => {
    const found = findings({
      'segments/a.json': { id: 'a', if: { not: { segment: 'b' } } },
      'segments/b.json': { id: 'b', if: { any: [{ segment: 'a' }] } },
    });
    expect(found).toEqual([
      ['segments/a.json', '/if', 'the segment is made of itself'],
      ['segments/b.json', '/if', 'the segment is made of itself'],
    ]);
  });
});

describe('words of replies', () => {
  const sms = { id: 'sms', price: '0.08 EUR' };
  it.each<[string, object, string[][]]>([
    ['of their own', { ...sms, optOut: { stop: ['Schluss', '停'], start: ['Weiter'] } }, []],
    [
      'for both',
      { ...sms, optOut: { stop: ['Schluss'], start: ['Weiter', '„schluss“'] } },
      [['channels/sms.json', '/optOut/start/1', '"„schluss“" is under "stop" too']],
    ],
    [
      'without a letter',
      { ...sms, optOut: { stop: ['!!'] } },
      [['channels/sms.json', '/optOut/stop/0', '"!!" is not a word with a letter or a digit']],
    ],
  ])('%s', (_, channel, found) => expect(findings({ 'channels/sms.json': channel })).toEqual(found));
  it('where nobody can answer', () => {
    expect(findings({ 'channels/email.json': { ...email, optOut: { stop: ['Schluss'] } } })).toEqual([
      ['channels/email.json', '/optOut', 'recipients cannot answer on "email"'],
    ]);
  });
});

describe('templates, channels, money', () => {
  it.each<[string, Files, [file: string, pointer: string, detail: string]]>([
    [
      'Liquid that does not parse',
      { 'templates/mail.json': { ...mail, html: '{% if %}' } },
      ['templates/mail.json', '/html', 'Liquid'],
    ],
    [
      'an e-mail without a subject',
      { 'templates/mail.json': { id: 'mail', channel: 'email', html: 'h' } },
      ['templates/mail.json', '/subject', 'needs "subject"'],
    ],
    [
      'a zone that does not exist',
      { 'program.json': { ...settings, timeZone: 'Europe/Nowhere' } },
      ['program.json', '/timeZone', 'IANA'],
    ],
    [
      'a price without a rate',
      { 'channels/email.json': { id: 'email', price: '1 GBP' } },
      ['channels/email.json', '/price', 'no rate for GBP'],
    ],
    [
      'an alias of two channels',
      { 'channels/b.json': { id: 'b', aliases: ['EMAIL'] } },
      ['channels/email.json', expect.anything() as never, 'already means'],
    ],
    [
      'a budget without a channel',
      { 'budgets/b.json': { id: 'b', channel: 'x', amount: '1 EUR' } },
      ['budgets/b.json', '/channel', 'channels/x.json'],
    ],
    [
      'a budget in a currency without a rate',
      { 'budgets/b.json': { id: 'b', channel: 'email', amount: '1 GBP' } },
      ['budgets/b.json', '/amount', 'no rate for GBP'],
    ],
    [
      'an amount that is not money',
      { 'budgets/b.json': { id: 'b', channel: 'email', amount: '1,00 EUR' } },
      ['budgets/b.json', '/amount', 'an amount and a currency'],
    ],
  ])('%s', (_what, files, [file, pointer, detail]) => {
    expect(findings(files)).toContainEqual([file, pointer, expect.stringContaining(detail)]);
  });
});
