// `check` reports all that is wrong with a program, file by file, with a pointer to it and what would be right.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkProgram } from '../../../lib/domain/program/check.ts';
import { email, findings, good, inJourney, journey } from './program-files.ts';

describe('a program without mistakes', () => {
  it('has no findings', () => {
    expect(findings({})).toEqual([]);
  });

  it('has no findings in the sample shop', () => {
    const root = join(import.meta.dirname, '../../../examples/shop');
    const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.json'),
    );
    const files = Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
    expect(checkProgram(files).findings).toEqual([]);
    expect(paths.length).toBeGreaterThan(10);
  });

  it('may leave opens uncounted, on the channel that counts them', () => {
    const sms = { id: 'sms', price: '0.07 EUR', opens: false };
    expect(findings({ 'channels/email.json': { ...email, opens: false } })).toEqual([]);
    expect(findings({ 'channels/sms.json': sms })).toEqual([
      ['channels/sms.json', '/opens', 'only e-mail counts opens: leave it out here'],
    ]);
  });

  it('ignores files that are not part of it', () => {
    expect(findings({ 'README.md': '# hello', 'notes/a.json': '{' })).toEqual([]);
  });
});

describe('the check of files', () => {
  it('reports a missing program.json', () => {
    const { 'program.json': _, ...rest } = good;
    expect(checkProgram(rest).findings).toEqual([
      { file: 'program.json', pointer: '', detail: 'is missing' },
    ]);
  });

  it('reports text that is not JSON', () => {
    expect(findings({ 'segments/a.json': '{ "id": ' })).toMatchObject([
      ['segments/a.json', '', expect.stringContaining('is not JSON')],
    ]);
  });

  it('reports an id that is not the name of its file', () => {
    expect(findings({ 'channels/mails.json': email })).toContainEqual([
      'channels/mails.json',
      '/id',
      '"email" is not the file\'s name; it should be "mails"',
    ]);
  });

  it('reports an unknown key', () => {
    expect(inJourney({ colour: 'red' })).toEqual([
      ['journeys/cart.json', '/colour', '"colour" is not known here'],
    ]);
  });

  it.each<[string, object, string[][]]>([
    [
      'a step of no known kind',
      { steps: { mail: { goto: 'x' } } },
      [['/steps/mail', 'is of no known kind: it takes one of wait, branch, send, end']],
    ],
    [
      'a step of two kinds',
      { steps: { mail: { wait: 'PT1H', end: 'enough' } } },
      [['/steps/mail', 'has both "wait" and "end": it takes exactly one of wait, branch, send, end']],
    ],
    [
      'an entry of two kinds',
      { enter: { on: 'Cart', when: { reachable: 'email' } } },
      [['/enter', 'has both "on" and "when": it takes exactly one of on, when']],
    ],
    [
      'a wrong value in a condition of a known kind, however deep',
      { enter: { on: 'Cart', if: { all: [{ sample: 200, salt: 'x' }] } } },
      [['/enter/if/all/0/sample', 'is too large: at most 100']],
    ],
    [
      'an operand of the wrong type',
      { enter: { on: 'Cart', if: { property: 'price', eq: { a: 1 } } } },
      [['/enter/if/eq', 'takes a text, a number, true or false or null, not an object {...}']],
    ],
  ])('reports %s at its place', (_, change, found) => {
    expect(inJourney(change)).toEqual(found.map((each) => ['journeys/cart.json', ...each]));
  });

  it('reports every mistake of every file at once', () => {
    const found = findings({
      'journeys/cart.json': { ...journey, start: 'x' },
      'channels/email.json': { id: 'email', price: 'cheap' },
    });
    expect(found.map(([file]) => file)).toEqual(
      expect.arrayContaining(['journeys/cart.json', 'channels/email.json']),
    );
  });
});

describe('journeys', () => {
  it.each<[string, object, string, string]>([
    ['an undeclared purpose', { purpose: 'spam' }, '/purpose', 'not among the purposes'],
    ['a start that is not a step', { start: 'x' }, '/start', 'there is no step "x"'],
    [
      'a next that is not a step',
      { steps: { mail: { ...journey.steps.mail, next: 'x' } } },
      '/steps/mail/next',
      'there is no step "x"',
    ],
    [
      'a missing template',
      { steps: { mail: { send: 'email', template: 'x' } } },
      '/steps/mail/template',
      'templates/x.json',
    ],
    [
      'a template of another channel',
      { steps: { mail: { send: 'push', template: 'mail' } } },
      '/steps/mail/template',
      'for email, not for push',
    ],
    [
      'a missing channel',
      { steps: { mail: { send: 'push', template: 'mail' } } },
      '/steps/mail/send',
      'channels/push.json',
    ],
    [
      'an unreachable step',
      { steps: { ...journey.steps, other: { wait: 'PT1H' } } },
      '/steps/other',
      'no step leads here',
    ],
    [
      'a step that leads back',
      { start: 'a', steps: { a: { wait: 'PT1H', next: 'b' }, b: { wait: 'PT1H', next: 'a' } } },
      '/steps/b/next',
      'lead forward',
    ],
    [
      'a branch that leads nowhere',
      { start: 'a', steps: { a: { branch: [{ if: { reachable: 'email' }, next: 'x' }] } } },
      '/steps/a/branch/0/next',
      'there is no step "x"',
    ],
    [
      'a wait that is not a duration',
      { steps: { mail: { wait: '1 hour' } } },
      '/steps/mail/wait',
      'ISO 8601 duration',
    ],
  ])('%s', (_what, change, pointer, detail) => {
    expect(inJourney(change)).toContainEqual([
      'journeys/cart.json',
      pointer,
      expect.stringContaining(detail),
    ]);
  });

  it('a channel that sends but has no price is reported', () => {
    expect(findings({ 'channels/email.json': { id: 'email' } })).toEqual([
      ['journeys/cart.json', '/steps/mail/send', expect.stringContaining('has no "price"')],
    ]);
  });

  it('a name with a slash or a tilde is escaped in its pointer', () => {
    expect(inJourney({ 'a/b~c': 1 })).toEqual([['journeys/cart.json', '/a~1b~0c', expect.any(String)]]);
  });
});
