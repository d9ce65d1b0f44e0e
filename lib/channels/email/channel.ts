// E-mail: clicks and opens are counted, and both headers of RFC 8058 let a mail client unsubscribe by itself.
import { readEmail } from '../../domain/sealing/email-address.ts';
import { traitAddress } from '../addresses.ts';
import type { ChannelModule, Composing } from '../channel-module.ts';
import { asIs, oneLine, trimmed } from '../clean.ts';
import { rewriteLinks, webLinks, withPixel } from './links.ts';

export interface EmailMessage {
  to: string;
  subject: string;
  html: string;
  text?: string;
  headers: Record<string, string>;
  tags: Record<string, string>;
}

export const email: ChannelModule<'email', EmailMessage> = {
  spellings: ['mail', 'emails', 'mails'],
  words: { some: 'e-mail', these: 'e-mails' },
  address: traitAddress('email', {
    deliverable: (opened) => readEmail(opened)?.deliverable,
    form: 'one e-mail address such as ana@example.com',
  }),
  fields: {
    subject: ['text', 998, oneLine],
    html: ['html', 500_000, trimmed],
    text: ['text', 100_000, asIs],
  },
  units: () => 1,
  async message({ subject, html, text }, { to, ids, links }) {
    // The provider signs both with DKIM.
    const headers = {
      'List-Unsubscribe': `<${links.unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    };
    const counted = await countedHtml(html, links);
    return { to, subject, html: counted, ...(text ? { text } : {}), headers, tags: ids };
  },
  posted: ({ to, subject, html, text, headers }) => ({
    to,
    subject,
    html,
    ...(text === undefined ? {} : { text }),
    headers,
  }),
};

async function countedHtml(html: string, links: Composing['links']): Promise<string> {
  const counted = new Map<string, string>();
  for (const url of webLinks(html, `${links.base}/`)) counted.set(url, await links.click(url));
  return withPixel(rewriteLinks(html, counted), await links.open());
}
