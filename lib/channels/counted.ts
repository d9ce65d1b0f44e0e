// How the content of each channel's messages gets its links counted. What results is what is sent and paid for. Apart from the
// channels' modules, which every function loads: this reads HTML, and only senders need it.
import type { SendChannel } from '../../schemas/names.ts';
import type { Contents } from '../../schemas/template-fields.ts';
import type { Links } from './channel-module.ts';
import { countedEmail } from './email/counted.ts';
import { countedSms } from './sms/counted.ts';

export type { Links };
export type Counted<C extends SendChannel> = (content: Contents[C], links: Links) => Promise<Contents[C]>;

/** `undefined`: its messages have no links that Cairn could count. */
export const counted: { readonly [C in SendChannel]: Counted<C> | undefined } = {
  email: countedEmail,
  sms: countedSms,
  // The app reports what was opened.
  push: undefined,
};
