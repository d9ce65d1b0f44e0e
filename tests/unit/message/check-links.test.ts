// Links that would lead nowhere are found when a program is checked.
import { describe, expect, it } from 'vitest';
import { checkTemplate } from '../../../lib/domain/message/render.ts';

const mail = (html: string) => checkTemplate({ id: 't', channel: 'email', subject: 's', html });

describe('a link of a template', () => {
  it.each([
    ['<a href="">x</a>', 'link 1: href is empty'],
    ['<a href="  ">x</a>', 'link 1: href is empty'],
    ['<a href="#">x</a>', 'link 1: "#" leads nowhere'],
    ['<a href="http://">x</a>', 'link 1: the address has no valid host'],
    ['<a href="HTTPS:// /x">x</a>', 'link 1: the address has no valid host'],
    ['<a href="https://{% comment %}x{% endcomment %}">x</a>', undefined],
    ['<a href="/cart">x</a>', 'link 1: the address is relative'],
    ['<a href="/p/{{ event.properties.id }}">x</a>', 'link 1: the address is relative'],
    ['<a href="www.shop.example">x</a>', 'link 1: the address is relative'],
    ['<a href="//shop.example/x">x</a>', 'link 1: the address is relative'],
    ['<a href="javascript:void(0)">x</a>', 'link 1: no mail program follows "javascript:"'],
    ['<a href="java&#10;script:x">x</a>', 'link 1: no mail program follows "javascript:"'],
    ['<a href="https://shop.example/">x</a><a href=\'\'>y</a>', 'link 2: href is empty'],
    ['<map><area href="">x</map>', 'link 1: href is empty'],
    ['<a href="{{ missing }}">x</a>', 'Liquid: "missing" is not in scope'],
    ['<a href="{{ links.preferences }}">x</a>', 'Liquid: "links.preferences" is not in scope'],
  ])('%s is a finding', (html, detail) => {
    const expected =
      detail === undefined ? [] : [{ pointer: '/html', detail: expect.stringContaining(detail) }];
    expect(mail(html)).toEqual(expected);
  });

  it.each([
    '<a href="https://shop.example/">x</a>',
    '<a href="https://shop.example/p/{{ event.properties.id | url_encode }}?a=1">x</a>',
    '<a href="https://{{ event.properties.host }}/x">x</a>',
    '<a href="{{ event.properties.url | default: "https://shop.example/" }}">x</a>',
    '<a href="{% if profile.plan %}https://a.example/{% else %}https://b.example/{% endif %}">x</a>',
    '<a href="{{ links.unsubscribe }}">x</a><a href="#top">x</a><a name="top">x</a>',
    '<a href="mailto:a@b.example">x</a><a href="tel:+49151">x</a><a href="sms:+49151">x</a>',
    '<!-- <a href="">x</a> -->',
    '{% raw %}<a href="">x</a>{% endraw %}',
  ])('%s is none', (html) => {
    expect(mail(html)).toEqual([]);
  });

  it('without a host is found in a text message too', () => {
    const sms = (text: string) => checkTemplate({ id: 't', channel: 'sms', text });
    const detail = 'an address has no host: write https://your.shop/';
    expect(sms('Look: http:// now')).toEqual([{ pointer: '/text', detail }]);
    expect(sms('Look: https://{{ event.properties.host }} or https://shop.example/')).toEqual([]);
  });
});
