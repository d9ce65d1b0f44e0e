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
