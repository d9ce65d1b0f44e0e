// Links of an e-mail: counted, and safe against abuse.
import { describe, expect, it } from 'vitest';
import { rewriteLinks, webLinks, withPixel } from '../../../lib/channels/email/links.ts';

describe('links', () => {
  const html = [
    '<a class="x" href="https://shop.example/a?b=1&amp;c=2">1</a>',
    "<A HREF='http://shop.example/b'>2</A>",
    '<a href=https://shop.example/c>3</a>',
    '<a href="https://shop.example/a?b=1&#38;c=2">again</a>',
    '<a href="https://l.example/u/token">off</a>',
    '<a href="mailto:a@b.example">m</a><a href="#top">t</a>',
    '<a data-href="https://no.example" title="x">n</a><link href="https://no.example/style">',
  ].join('\n');

  it('finds every web address once, decoded, and skips our own', () => {
    expect(webLinks(html, 'https://l.example/')).toEqual([
      'https://shop.example/a?b=1&c=2',
      'http://shop.example/b',
      'https://shop.example/c',
    ]);
  });
  it('rewrites what it found and nothing else', () => {
    const map = new Map(
      webLinks(html, 'https://l.example/').map((url, i) => [url, `https://l.example/c/${i}`]),
    );
    expect(rewriteLinks(html, map).split('\n')).toEqual([
      '<a class="x" href="https://l.example/c/0">1</a>',
      '<A HREF="https://l.example/c/1">2</A>',
      '<a href="https://l.example/c/2">3</a>',
      '<a href="https://l.example/c/0">again</a>',
      '<a href="https://l.example/u/token">off</a>',
      '<a href="mailto:a@b.example">m</a><a href="#top">t</a>',
      '<a data-href="https://no.example" title="x">n</a><link href="https://no.example/style">',
    ]);
  });
  it('disables a dangerous scheme from a trait', () => {
    expect(
      rewriteLinks('<a href="javascript:alert(1)">x</a><a href=" &#106;avascript:x">y</a>', new Map()),
    ).toBe('<a href="#">x</a><a href="#">y</a>');
  });
  it.each([
    ['<a href="https://shop.example/茶?q=ü">', 'https://shop.example/%E8%8C%B6?q=%C3%BC'],
    ['<a href="https://bücher.example/größe">', 'https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe'],
    ['<a href="HTTPS://Shop.Example/A">', 'https://shop.example/A'],
    ['<a href="https://shop.example/a\n\t  b\r\n/c">', 'https://shop.example/a%20%20b/c'],
    ['<a href="  https://shop.example/a ">', 'https://shop.example/a'],
    [
      '<a href="https://shop.example/?q=%20x+y&u=https%3A%2F%2Fz&a=1#s?x">',
      'https://shop.example/?q=%20x+y&u=https%3A%2F%2Fz&a=1#s?x',
    ],
    ['<a href="https://shop.example/?x=1&amp;y=2&amp;amp;z">', 'https://shop.example/?x=1&y=2&amp;z'],
    ['<a href="https://shop.example/?a=1&copy=2&region=3">', 'https://shop.example/?a=1&copy=2&region=3'],
    [
      '<a href="https://shop.example/?r=1&href=http://other.example/">',
      'https://shop.example/?r=1&href=http://other.example/',
    ],
    ['<a href="https://shop.example/d\'or.xlsx">', "https://shop.example/d'or.xlsx"],
    ['<a href=\'https://shop.example/"x"\'>', 'https://shop.example/%22x%22'],
    ['<a title="a > b" href="https://shop.example/">', 'https://shop.example/'],
    ['<a title=\' href="https://no.example" \' href=https://shop.example/>', 'https://shop.example/'],
    ['<a href="https://shop.example/1" href="https://no.example/2">', 'https://shop.example/1'],
    ['<a href="https://shop.example">', 'https://shop.example/'],
    ['<a href="http:/shop.example/x">', 'http://shop.example/x'],
    ['<a href="https://shop.example/&#x1F600;">', 'https://shop.example/%F0%9F%98%80'],
    ['<map><area href="https://shop.example/m"></map>', 'https://shop.example/m'],
    ['<!--[if mso]><a href="https://shop.example/o">x</a><![endif]-->', 'https://shop.example/o'],
  ])('%s leads where a browser would go', (source, target) => {
    expect(webLinks(source, 'https://l.example/')).toEqual([target]);
    expect(rewriteLinks(source, new Map([[target, 'https://l.example/c/1?a&b']]))).toContain(
      '"https://l.example/c/1?a&amp;b"',
    );
  });
  it.each([
    'mailto:a@b.example?subject=x',
    'TEL:+49151',
    'sms:+49151',
    '#top',
    '#',
    'data:text/plain,x',
    'cid:logo',
    'https://L.example/u/token',
    'https://l.example/p/token',
  ])('leaves %s as it is', (href) => {
    const source = `<p>x</p><a href="${href}">x</a>`;
    expect(webLinks(source, 'https://l.example/')).toEqual([]);
    expect(rewriteLinks(source, new Map())).toBe(source);
  });
  it.each([
    '',
    ' ',
    'http://',
    'https:// /x',
    '/cart',
    'cart.html',
    '//shop.example/x',
    'java\nscript:x',
    'file:///x',
  ])('makes a link that leads nowhere harmless: "%s"', (href) => {
    expect(rewriteLinks(`<a href="${href}">x</a>`, new Map())).toBe('<a href="#">x</a>');
  });
  it.each([
    '<!-- <a href="https://no.example/">x</a> -->',
    '<title><a href="https://no.example/">x</a></title>',
    '<style>a{x:"<a href=https://no.example/>"}</style>',
    '<a href>x</a><a>y</a>',
    '<abbr href="https://no.example/">x</abbr>',
  ])('sees no link in %s', (source) => {
    expect(webLinks(source, 'https://l.example/')).toEqual([]);
    expect(rewriteLinks(source, new Map())).toBe(source);
  });
  it('stays fast on text that only resembles links', () => {
    const before = Date.now();
    webLinks('<a '.repeat(100_000), 'x');
    webLinks(`<a ${'b '.repeat(200_000)}`, 'x');
    webLinks(`<a href="${'<a href="'.repeat(50_000)}`, 'x');
    expect(Date.now() - before).toBeLessThan(1_000);
  });
  it('puts the pixel at the end of the body', () => {
    expect(withPixel('<html><BODY>x</BODY></html>', 'https://l.example/o/t')).toBe(
      '<html><BODY>x<img src="https://l.example/o/t" width="1" height="1" alt=""></BODY></html>',
    );
    expect(withPixel('x', 'u')).toMatch(/^x<img /);
  });
});
