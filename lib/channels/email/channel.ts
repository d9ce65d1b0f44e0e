// E-mail: both headers of RFC 8058 let a mail client unsubscribe by itself.
import { readEmail } from '../../domain/sealing/email-address.ts';
import { traitAddress } from '../addresses.ts';
import type { ChannelModule } from '../channel-module.ts';
import { asIs, oneLine, trimmed } from '../clean.ts';

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
  words: { en: 'e-mail', de: 'E-Mails', zh: '电子邮件' },
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
