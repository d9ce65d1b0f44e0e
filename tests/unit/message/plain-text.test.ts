// The text part that is made from the HTML where a template has none.
import { describe, expect, it } from 'vitest';
import { plainText } from '../../../lib/channels/email/plain-text.ts';

describe('the text part of an e-mail', () => {
  it.each([
    ['<p>Good  to\n see you.</p><p>Bye</p>', 'Good to see you.\n\nBye'],
    ['a <b>bold</b>, <i>x</i>word', 'a bold, xword'],
    ['one<br>two<br><br>three', 'one\ntwo\n\nthree'],
    ['<div>one</div><div>two</div>', 'one\ntwo'],
    ['Tea &amp; &lt;Co&gt;&nbsp;&euro;5', 'Tea & <Co> €5'],
    [
      '<a href="https://shop.example/a?b=1&amp;c=2">To the shop</a>.',
      'To the shop (https://shop.example/a?b=1&c=2).',
    ],
    ['<a href="https://shop.example/">https://shop.example</a>', 'https://shop.example'],
    [
      '<a href="https://shop.example/x"><img src="x" alt="Our lamp"></a>',
      'Our lamp (https://shop.example/x)',
    ],
    ['<a href="https://shop.example/x"><img src="x" alt=""></a>', 'https://shop.example/x'],
    [
      '<a href="#top">Up</a> <a href="mailto:help@shop.example?subject=x">Write</a>',
      'Up Write (help@shop.example)',
    ],
    ['<ul><li>tea</li><li>cups</li></ul><ol><li>a</li><li>b</li></ol>', '- tea\n- cups\n\n1. a\n2. b'],
    [
      '<table><tr><td>Lamp</td><td>49 EUR</td></tr><tr><td>Cup</td><td>9 EUR</td></tr></table>',
      'Lamp 49 EUR\nCup 9 EUR',
    ],
    [
      '<a href="https://shop.example/a">a</a><a href="https://shop.example/b">b</a>',
      'a (https://shop.example/a) b (https://shop.example/b)',
    ],
    ['a<hr>b', 'a\n\n---\n\nb'],
    [
      '<!doctype html><html><head><title>T</title><style>p{}</style></head><body><div style="display: none">Preview<br><img alt="y"></div>&#8203;<p>Hello</p><script>x</script></body></html>',
      'Hello',
    ],
    [
      '<p>unclosed <b>all <a href="https://shop.example/">the way',
      'unclosed all the way (https://shop.example/)',
    ],
  ])('%s', (html, text) => {
    expect(plainText(html)).toBe(text);
  });

  it('is missing where nothing can be read', () => {
    expect(plainText('<img src="https://shop.example/x.png">')).toBeUndefined();
  });

  it('stays within the limit of its field', () => {
    expect(plainText('<p>word</p>'.repeat(50_000))?.length).toBeLessThanOrEqual(100_000);
  });
});
