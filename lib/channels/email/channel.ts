// E-mail: clicks and opens are counted, a text part is made where the template has none, and both headers of RFC 8058 let a mail client unsubscribe by itself.
import { traitAddress } from '../addresses.ts';
import type { ChannelModule, Links } from '../channel-module.ts';
import { asIs, oneLine, trimmed } from '../clean.ts';
import { rewriteLinks, webLinks, withPixel } from './links.ts';
import { plainText } from './plain-text.ts';

export interface EmailMessage {
  to: string;
  subject: string;
  html: string;
  text?: string;
  headers: Record<string, string>;
  tags: Record<string, string>;
}

export const email: ChannelModule<'email', EmailMessage> = {
  words: { en: 'e-mail', de: 'E-Mails', zh: '电子邮件' },
  address: traitAddress('email'),
  fields: {
    subject: ['text', 998, oneLine],
    html: ['html', 500_000, trimmed],
    text: ['text', 100_000, asIs],
  },
  units: () => 1,
  async counted({ html, text = plainText(html), ...others }, links) {
    return { ...others, html: await countedHtml(html, links), ...(text ? { text } : {}) };
  },
  message({ subject, html, text }, { to, ids, links }) {
    // The provider signs both with DKIM.
    const headers = {
      'List-Unsubscribe': `<${links.unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    };
    return { to, subject, html, ...(text ? { text } : {}), headers, tags: ids };
  },
  posted: ({ to, subject, html, text, headers }) => ({
    to,
    subject,
    html,
    ...(text === undefined ? {} : { text }),
    headers,
  }),
};

/** A path with a longer address would be more than the gateway takes: such a link leads on directly, uncounted. */
const COUNTED_CHARS_MAX = 4_000;

async function countedHtml(html: string, links: Links): Promise<string> {
  const counted = new Map<string, string>();
  for (const url of webLinks(html, `${links.base}/`))
    counted.set(url, url.length > COUNTED_CHARS_MAX ? url : await links.click(url));
  const rewritten = rewriteLinks(html, counted);
  return links.open ? withPixel(rewritten, await links.open()) : rewritten;
}
