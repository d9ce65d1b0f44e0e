// The web addresses of a text message: found as a phone finds them, and nothing around them is lost.
import { describe, expect, it } from 'vitest';
import type { Links } from '../../../lib/channels/channel-module.ts';
import { sms } from '../../../lib/channels/sms/channel.ts';
import { countedSms } from '../../../lib/channels/sms/counted.ts';

const found: string[] = [];
const links: Links = {
  base: 'https://l.example',
  unsubscribe: 'https://l.example/u/token',
  click: async (url) => url,
  shortClick: async (url) => `https://l.example/s/${found.push(url)}`,
};
async function counted(text: string) {
  found.length = 0;
  const after = await countedSms({ text }, links);
  return { text: after.text, found: [...found] };
}

describe('links of a text message', () => {
  it.each([
    [
      'See https://shop.example/a?b=1&c=2#d now',
      'See https://l.example/s/1 now',
      'https://shop.example/a?b=1&c=2#d',
    ],
    ['See (https://shop.example/a).', 'See (https://l.example/s/1).', 'https://shop.example/a'],
    ['See https://shop.example/a_(b)!', 'See https://l.example/s/1!', 'https://shop.example/a_(b)'],
    ['HTTPS://Shop.Example/a', 'https://l.example/s/1', 'https://shop.example/a'],
    [
      '详情：https://shop.example/商品，回T退订',
      '详情：https://l.example/s/1，回T退订',
      'https://shop.example/%E5%95%86%E5%93%81',
    ],
    ['点击https://shop.example/a 查看', '点击https://l.example/s/1 查看', 'https://shop.example/a'],
    ['„https://bücher.example/ä“', '„https://l.example/s/1“', 'https://xn--bcher-kva.example/%C3%A4'],
    ["https://shop.example/d'or", 'https://l.example/s/1', "https://shop.example/d'or"],
    [
      'https://shop.example/?u=https://other.example/',
      'https://l.example/s/1',
      'https://shop.example/?u=https://other.example/',
    ],
    ['a\nhttps://shop.example/a\nb', 'a\nhttps://l.example/s/1\nb', 'https://shop.example/a'],
  ])('%s', async (text, after, target) => {
    expect(await counted(text)).toEqual({ text: after, found: [target] });
  });

  it('are counted each, in order', async () => {
    expect(await counted('https://shop.example/a, https://shop.example/b; https://shop.example/a')).toEqual({
      text: 'https://l.example/s/1, https://l.example/s/2; https://l.example/s/3',
      found: ['https://shop.example/a', 'https://shop.example/b', 'https://shop.example/a'],
    });
  });

  it.each([
    'Off: https://l.example/u/token',
    'Call tel:+4915112345678 or mailto:a@b.example',
    'shop.example/a',
    'http:// and https://',
    'xhttps://shop.example/',
  ])('leaves %s as it is', async (text) => {
    expect(await counted(text)).toEqual({ text, found: [] });
  });

  it('are cheaper, because the final text is what is paid for', async () => {
    const text = `Look: https://shop.example/${'a'.repeat(200)}`;
    expect(sms.units({ text })).toBe(2);
    const after = await countedSms({ text }, links);
    expect(sms.units(after)).toBe(1);
  });
});
