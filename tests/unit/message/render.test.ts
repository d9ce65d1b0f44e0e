// Templates: what a person receives, and what a wrong or hostile template cannot do.
import { describe, expect, it } from 'vitest';
import { TemplateError } from '../../../lib/domain/message/liquid.ts';
import { checkTemplate, render, type Scope } from '../../../lib/domain/message/render.ts';
import type { Template } from '../../../schemas/program.ts';

const scope: Scope = {
  profile: { id: 'u-1', first_name: 'Zoë <b>', tags: ['a', 'b'] },
  event: { name: 'Product Added', properties: { price: 20.5, name: 'Tea & "Co"' } },
  links: { unsubscribe: 'https://l.example/u/t' },
  program: { name: 'Shop', sender: { name: 'Shop Ltd', postalAddress: 'Street 1' } },
};
const options = { zone: 'Asia/Kathmandu', now: Date.parse('2026-11-21T20:00:00Z') };
const email = (html: string, subject = 's'): Template => ({ id: 't', channel: 'email', subject, html });
const html = (source: string) => {
  const message = render(email(source), scope, options);
  return message.channel === 'email' ? message.html : '';
};

describe('render', () => {
  it('escapes values in html, and only there', () => {
    const template: Template = {
      ...email('<p>{{ profile.first_name }} {{ event.properties.name }}</p>', '{{ profile.first_name }}'),
      text: '{{ event.properties.name }}',
    };
    expect(render(template, scope, options)).toEqual({
      channel: 'email',
      subject: 'Zoë <b>',
      html: '<p>Zoë &lt;b&gt; Tea &amp; &#34;Co&#34;</p>',
      text: 'Tea & "Co"',
    });
  });
  it('writes nothing for missing values', () => {
    expect(html('<p>{{ profile.nothing.at.all }}{{ unknown }}</p>')).toBe('<p></p>');
  });
  it("exposes no value's prototype", () => {
    expect(html('<p>{{ profile.constructor }}{{ event.name.constructor.name }}</p>')).toBe('<p></p>');
  });
  it('keeps a line break in a trait out of the subject', () => {
    const evil = { ...scope, profile: { id: 'u-1', n: 'Hi\r\nBcc: all@example.com' } };
    expect(render(email('x', '{{ profile.n }}'), evil, options)).toMatchObject({
      subject: 'Hi Bcc: all@example.com',
    });
  });
  it("writes dates in the recipient's zone, and uses the given time as now", () => {
    expect(html("<p>{{ 'now' | date: '%Y-%m-%d %H:%M' }}</p>")).toBe('<p>2026-11-22 01:45</p>');
    expect(html("<p>{{ '2026-01-01T00:00:00Z' | date: '%H:%M' }}</p>")).toBe('<p>05:45</p>');
  });
  it.each([
    ['an unknown filter', '{{ profile.id | nothing }}'],
    ['a file', '{% include "../../etc/passwd" %}'],
    ['an unclosed tag', '{% if profile.id %}'],
    ['dice', '{{ profile.tags | sample }}'],
    [
      'capture doubled',
      `{% assign a = "0123456789" %}${'{% capture a %}{{ a }}{{ a }}{% endcapture %}'.repeat(30)}{{ a }}`,
    ],
    ['append doubled', `{% assign a = "0123456789" %}${'{% assign a = a | append: a %}'.repeat(30)}{{ a }}`],
    [
      'replace squared',
      '{% assign a = "aaaaaaaaaaaaaaaaaaaa" %}{% for i in (1..9) %}{% assign a = a | replace: "a", a %}{% endfor %}{{ a }}',
    ],
    ['a long loop', '{% for i in (1..100000) %}{% for j in (1..100000) %}x{% endfor %}{% endfor %}'],
    [
      'an output of megabytes',
      '{% for i in (1..9000) %}0123456789012345678901234567890123456789012345678901234567890123456789{% endfor %}',
    ],
    ['an empty message', '{{ profile.nothing }}'],
  ])('refuses %s', (_, source) => {
    const before = Date.now();
    expect(() => html(source)).toThrow(TemplateError);
    expect(Date.now() - before).toBeLessThan(2_000);
  });
  it('refuses an SMS that no provider takes', () => {
    expect(() => render({ id: 't', channel: 'sms', text: 'x'.repeat(1_601) }, scope, options)).toThrow(
      TemplateError,
    );
  });
});

describe('checkTemplate', () => {
  it('finds Liquid that does not parse and names that are not in scope', () => {
    expect(checkTemplate(email('{{ profile.email }} {{ customer.name }}', '{% if %}'))).toEqual([
      { pointer: '/subject', detail: expect.stringContaining('Liquid') },
      {
        pointer: '/html',
        detail:
          'Liquid: "customer" is not in scope; profile, event, links and program are; a trait of the person is profile.name, a property of the event event.properties.name',
      },
    ]);
  });
  it('accepts a good template with names of its own', () => {
    expect(
      checkTemplate(
        email(
          '{% assign n = profile.first_name | default: "you" %}{% for p in event.properties.products %}{{ p.name }}{% endfor %}{{ n }}',
        ),
      ),
    ).toEqual([]);
  });
});
