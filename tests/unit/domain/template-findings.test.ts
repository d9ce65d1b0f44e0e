// What `check` knows of a template's messages before anybody gets one.
import { describe, expect, it } from 'vitest';
import { checkProgram } from '../../../lib/domain/program/check.ts';
import { good } from './program-files.ts';

const SMS = { 'channels/sms.json': { id: 'sms', price: '0.10 EUR' } };
const html = (text: string) => ({ id: 'mail', channel: 'email', subject: 's', html: text });
const LINK = '<a href="{{ links.unsubscribe }}">out</a>';

function found(template: { id: string }): { mistakes: string[]; warnings: string[] } {
  const files = { ...good, ...SMS, [`templates/${template.id}.json`]: template };
  const { findings, warnings } = checkProgram(files);
  const own = ({ file }: { file: string }) => file === `templates/${template.id}.json`;
  const words = ({ pointer, detail }: { pointer: string; detail: string }) => `${pointer} ${detail}`;
  return { mistakes: findings.filter(own).map(words), warnings: warnings.filter(own).map(words) };
}

describe('a variable', () => {
  it.each([
    [
      '{{ user.name }}',
      '"user" is not in scope; profile, event, links and program are; a trait of the person is profile.name',
    ],
    ['{{ firstName }}', 'a trait of the person is profile.firstName'],
    ['{{ profil.name }}', 'did you mean "profile"?'],
    [
      '{{ event.propertes.name }}',
      '"event.propertes" is not in scope: event holds name and properties; did you mean "properties"?',
    ],
    ['{{ links.unsubscibe }}', 'did you mean "unsubscribe"?'],
    [
      '{{ program.sender.adress }}',
      '"program.sender.adress" is not in scope: program.sender holds name and postalAddress',
    ],
    ['{% for p in events.products %}{{ p }}{% endfor %}', 'did you mean "event"?'],
  ])('%s that reads nothing is a mistake', (text, words) => {
    expect(found(html(LINK + text)).mistakes).toEqual([expect.stringContaining(words)]);
  });

  it.each(['{{ profile.nmae }}', "{{ profile['nmae'] }}", '{% if profile.nmae %}x{% endif %}'])(
    '%s that is nearly a well-known trait is a warning',
    (text) => {
      expect(found(html(LINK + text))).toEqual({
        mistakes: [],
        warnings: ['/html no trait is usually called "nmae"; did you mean "name"?'],
      });
    },
  );

  it.each([
    '{{ profile.plan }} {{ profile.email.domain }}',
    '{{ event.properties.products[0].name }} {{ event.properties[profile.plan] }}',
    '{% assign x = profile.city %}{{ x.y }}{% for p in event.properties.list %}{{ p.nmae }}{% endfor %}',
    '{{ program.sender.postalAddress }}',
  ])('%s is in scope', (text) => {
    expect(found(html(LINK + text))).toEqual({ mistakes: [], warnings: [] });
  });
});

describe('an e-mail', () => {
  it('without a link to unsubscribe is a warning', () => {
    expect(found(html('<p>Hi</p>')).warnings).toEqual([expect.stringContaining('no link to unsubscribe')]);
  });

  it('without a text of its subject can never be sent', () => {
    expect(found({ ...html(LINK), subject: ' ' } as { id: string }).mistakes).toEqual([
      '/subject is empty: no message without it is sent',
    ]);
  });
});

describe('an SMS', () => {
  const sms = (text: string) => found({ id: 'sms', channel: 'sms', text } as { id: string });
  it('of several parts is a warning: each part is paid', () => {
    expect(sms('x'.repeat(161))).toEqual({
      mistakes: [],
      warnings: ['/text each message has at least 2 parts, and costs 2 times the price'],
    });
    expect(sms(`${'x'.repeat(69)}–`).warnings).toEqual([]);
    expect(sms(`${'x'.repeat(70)}–`).warnings).toHaveLength(1);
  });

  it('counts what is left without traits', () => {
    expect(
      sms(`${'x'.repeat(150)}{{ event.properties.name | default: '0123456789ab' }}`).warnings,
    ).toHaveLength(1);
    expect(sms(`${'x'.repeat(150)}{{ event.properties.name_of_the_product }}`).warnings).toEqual([]);
  });

  it('that is longer than any provider takes is a mistake', () => {
    expect(sms('x'.repeat(1601)).mistakes).toEqual([
      '/text is too long to be sent: 1601 characters, at most 1600',
    ]);
  });

  it('without a text is a mistake', () => {
    expect(sms('').mistakes).toEqual(['/text is empty: no message without it is sent']);
  });
});

it('a push with a title that is too long is a mistake', () => {
  const push = {
    id: 'push',
    channel: 'push',
    title: `${'x'.repeat(150)}{{ program.name | default: '${'y'.repeat(60)}' }}`,
    text: 't',
  };
  expect(found(push).mistakes).toHaveLength(1);
});
