// An e-mail with its links and opens counted, and with a text part where its template has none.
import type { Counted, Links } from '../counted.ts';
import { rewriteLinks, webLinks, withPixel } from './links.ts';
import { plainText } from './plain-text.ts';

/** A path with a longer address would be more than the gateway takes: such a link leads on directly, uncounted. */
const COUNTED_CHARS_MAX = 4_000;

export const countedEmail: Counted<'email'> = async ({ html, text = plainText(html), ...others }, links) => ({
  ...others,
  html: await countedHtml(html, links),
  ...(text ? { text } : {}),
});

async function countedHtml(html: string, links: Links): Promise<string> {
  const counted = new Map<string, string>();
  for (const url of webLinks(html, `${links.base}/`))
    counted.set(url, url.length > COUNTED_CHARS_MAX ? url : await links.click(url));
  const rewritten = rewriteLinks(html, counted);
  return links.open ? withPixel(rewritten, await links.open()) : rewritten;
}
