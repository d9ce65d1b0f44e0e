// Values in templates: HTML is escaped once, and a date is what it was given as.
import { describe, expect, it } from 'vitest';
import { render, type Scope } from '../../../lib/domain/message/render.ts';

const scope: Scope = {
  profile: {
    id: 'u-1',
    company: 'Müller & Söhne <Tea> "fine"',
    entity: 'Tea &amp; Co &lt;b&gt; &#252; & x',
    lines: 'one <1>\ntwo & 2',
    evil: '<img src=x onerror=alert(1)>',
    tags: ['a & b', '<c>'],
  },
  event: { name: 'Seen', properties: {} },
  links: { unsubscribe: 'https://l.example/u/t?a=1&b=2' },
  program: { name: 'Shop', sender: null },
};
const write = (html: string, properties = {}, zone = 'America/New_York') => {
  const template = { id: 't', channel: 'email', subject: 's', html: `[${html}]` } as const;
  const event = { name: 'Seen', properties };
  const message = render(template, { ...scope, event }, { zone, now: 0 });
  return message.channel === 'email' ? message.html.slice(1, -1) : '';
};
const ONCE = 'Müller &amp; Söhne &lt;Tea&gt; &#34;fine&#34;';
const BR = 'one &lt;1&gt;<br />\ntwo &amp; 2';

describe('a value in HTML', () => {
  it.each([
    ['{{ profile.company }}', ONCE],
    ['{{ profile.company | escape }}', ONCE],
    ['{{ profile.company | escape | escape }}', ONCE],
    ['{{ profile.company | xml_escape }}', ONCE],
    ['{{ profile.company | escape_once }}', ONCE],
    ['{{ profile.company | escape | escape_once | strip }}', ONCE],
    ['{{ profile.entity | escape_once }}', 'Tea &amp; Co &lt;b&gt; &#252; &amp; x'],
    ['{{ profile.entity }}', 'Tea &amp;amp; Co &amp;lt;b&amp;gt; &amp;#252; &amp; x'],
    ['{{ profile.lines | newline_to_br }}', BR],
    ['{{ profile.lines | escape | newline_to_br }}', BR],
    ['{{ profile.lines | newline_to_br | escape }}', BR],
    ['{{ profile.lines | newline_to_br | strip }}', BR],
    ['{% assign x = profile.company | escape %}{{ x }}', ONCE],
    ['{% assign x = profile.company %}{{ x | escape }}', ONCE],
    ['{% capture x %}<b>{{ profile.company }}</b>{% endcapture %}{{ x }}', `<b>${ONCE}</b>`],
    ['{% capture x %}{{ profile.company | escape }}{% endcapture %}{{ x | strip }}', ONCE],
    [
      '{% capture x %}<i>{% endcapture %}{{ x | append: profile.company | append: "</i>" }}',
      `<i>${ONCE}&lt;/i&gt;`,
    ],
    [
      '{% capture x %}<i>{{ profile.company }}{% endcapture %}{{ "a & b" | append: x }}',
      `a &amp; b<i>${ONCE}`,
    ],
    ['{% capture x %}<i>{% endcapture %}{{ profile.nothing | default: x }}', '<i>'],
    ['{{ profile.company | escape | default: "x" }}', ONCE],
    ['{{ profile.company | escape | truncate: 14, "" }}', 'Müller &amp; S'],
    ['{{ profile.company | escape | split: " " | first }}', 'Müller'],
    ['{{ profile.company | escape | split: " " | join: " " }}', ONCE],
    ['{% echo profile.company | escape %}', ONCE],
    ['{% cycle profile.company %}', ONCE],
    ['{% cycle profile.company | escape %}', ONCE],
    ['{% capture x %}<b>{% endcapture %}{% echo x %}{% cycle x %}', '<b><b>'],
    ['{% liquid\nassign x = profile.company | escape\necho x %}', ONCE],
    ['{% echo profile.company | raw %}', 'Müller & Söhne <Tea> "fine"'],
    ['{% for tag in profile.tags %}{{ tag | escape }};{% endfor %}', 'a &amp; b;&lt;c&gt;;'],
    ['{{ profile.tags | join: ", " | escape }}', 'a &amp; b, &lt;c&gt;'],
    ['<a href="{{ links.unsubscribe | escape }}">', '<a href="https://l.example/u/t?a=1&amp;b=2">'],
    [
      '{% assign x = profile.company | escape %}{% if x contains "&amp;" and x.size > 3 %}yes{% endif %}',
      'yes',
    ],
    ['{% capture x %}shop{% endcapture %}{% if x == "shop" %}yes{% endif %}{{ x.size }}', 'yes4'],
  ])('is escaped once: %s', (source, html) => {
    expect(write(source)).toBe(html);
  });

  it.each(['raw', 'safe'])('is written as it is where the last filter is %s', (filter) => {
    expect(write(`{{ profile.company | ${filter} }}`)).toBe('Müller & Söhne <Tea> "fine"');
    expect(write(`{{ profile.company | escape | ${filter} }}`)).toBe(ONCE);
    expect(write(`{{ profile.evil | ${filter} | upcase }}`)).not.toContain('<');
  });

  it.each([
    '{{ profile.evil }}',
    '{{ profile.evil | escape_once }}',
    '{{ profile.evil | newline_to_br }}',
    '{{ profile.evil | escape | upcase }}',
    '{{ profile.evil | url_encode | escape | url_decode }}',
    '{% capture x %}a{% endcapture %}{{ x | append: profile.evil }}',
    '{% capture x %}a{% endcapture %}{{ x | prepend: profile.evil }}',
    '{% capture x %}a{% endcapture %}{{ x | replace: "a", profile.evil }}',
    '{% capture x %}a{% endcapture %}{{ profile.evil | append: x }}',
    '{% capture x %}a{% endcapture %}{{ profile.evil | default: x }}',
    '{% capture x %}{% endcapture %}{{ x | default: profile.evil }}',
    '{% capture x %}{{ profile.evil }}{% endcapture %}{{ x }}',
    '{% capture x %}{{ profile.evil | escape }}{% endcapture %}{{ x | replace: "&lt;", "<" }}',
    '{% echo profile.evil %}',
    '{% assign x = profile.evil | escape %}{{ x | slice: 0, 99 }}',
    '{{ profile.evil | escape | split: "" | reverse | reverse | join: "" }}',
  ])('cannot become markup: %s', (source) => {
    expect(write(source)).not.toContain('<');
  });

  it('is not escaped in text', () => {
    const template = {
      id: 't',
      channel: 'sms',
      text: '{{ profile.company }} {% capture x %}{{ profile.company }}{% endcapture %}{{ x | append: "&" }}',
    } as const;
    const plain = 'Müller & Söhne <Tea> "fine"';
    expect(render(template, scope, { zone: 'UTC', now: 0 })).toMatchObject({ text: `${plain} ${plain}&` });
  });
});

describe('a date in a template', () => {
  const at = (d: unknown, filter: string, zone?: string) =>
    write(`{{ event.properties.d | ${filter} }}`, { d }, zone);

  it.each([
    ['2026-11-20', '20.11.2026 00:00'],
    ['2026-11-20T10:00:00', '20.11.2026 10:00'],
    ['2026-11-20T10:00', '20.11.2026 10:00'],
    ['2026-11-20 10:00:00', '20.11.2026 10:00'],
    ['2026-11-20T10:00:00.123456', '20.11.2026 10:00'],
    ['20261120', '20.11.2026 00:00'],
    [20261120, '20.11.2026 00:00'],
    ['2026/11/20', '20.11.2026 00:00'],
    ['Nov 20, 2026 10:00', '20.11.2026 10:00'],
    ['20 Nov 2026', '20.11.2026 00:00'],
    ['November 20, 2026', '20.11.2026 00:00'],
    ['Fri, 20 Nov 2026 10:00:00', '20.11.2026 10:00'],
    ['2026-11', '01.11.2026 00:00'],
    ['2026-03-08T02:30:00', '08.03.2026 02:30'],
    ['2026-11-01T01:30:00', '01.11.2026 01:30'],
    [' 2026-11-20 ', '20.11.2026 00:00'],
  ])('without a zone is written as it was given: %s', (d, text) => {
    for (const zone of ['America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'UTC'])
      expect([zone, at(d, "date: '%d.%m.%Y %H:%M'", zone)]).toEqual([zone, text]);
  });

  it.each([
    ['2026-11-20T10:00:00Z', '05:00'],
    ['2026-11-20T10:00:00z', '05:00'],
    ['2026-11-20T10:00:00+08:00', '21:00'],
    ['2026-11-20T10:00:00+0800', '21:00'],
    ['2026-11-20 10:00:00 +0800', '21:00'],
    ['2026-11-20T10:00:00-05:00', '10:00'],
    ['Fri, 20 Nov 2026 10:00:00 GMT', '05:00'],
    ['Fri, 20 Nov 2026 10:00:00 EST', '10:00'],
    [1795168800, '05:00'],
    [1795168800123, '05:00'],
    ['1795168800', '05:00'],
    ['1795168800123', '05:00'],
    ['1795168800123456', '05:00'],
    [1795168800123456, '05:00'],
    [1795168800.5, '05:00'],
    ['1795168800.123', '05:00'],
  ])("with a zone is an instant, in the person's zone: %s", (d, text) => {
    expect(at(d, "date: '%H:%M'")).toBe(text);
    expect(at(d, "date: '%Y'")).toBe('2026');
  });

  it('is written in the zone that the filter names', () => {
    expect(at('2026-11-20T10:00:00Z', "date: '%H:%M', 'Asia/Tokyo'")).toBe('19:00');
    expect(at('2026-11-20T10:00:00', "date: '%H:%M', 'Asia/Tokyo'")).toBe('10:00');
    expect(at('2026-11-20T10:00:00', "date: '%H:%M %z', 300")).toBe('10:00 -0500');
    expect(at('2026-11-20', "date: '%d %z'")).toBe('20 -0500');
  });

  it.each([
    ['date_to_string', '20 Nov 2026'],
    ['date_to_long_string', '20 November 2026'],
    ['date_to_xmlschema', '2026-11-20T00:00:00-05:00'],
    ['date_to_rfc822', 'Fri, 20 Nov 2026 00:00:00 -0500'],
  ])('is the same day for %s', (filter, text) => {
    expect(at('2026-11-20', filter)).toBe(text);
  });

  it.each(['soon', '', 'x'])('that is none is written as it is: %s', (d) => {
    expect(at(d, "date: '%Y'")).toBe(d);
  });

  it('before 1973 in seconds stays one', () => {
    expect(at(86_400, "date: '%Y-%m-%d'", 'UTC')).toBe('1970-01-02');
    expect(at(-86_400, "date: '%Y-%m-%d'", 'UTC')).toBe('1969-12-31');
    expect(at('-86400', "date: '%Y-%m-%d'", 'UTC')).toBe('1969-12-31');
  });
});
