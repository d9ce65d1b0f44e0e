// SMS: paid by the part, and capped at its price where the provider supports it.
import type { Money } from '../../../schemas/primitives.ts';
import { placeOf } from '../../domain/money/calendar.ts';
import { traitAddress } from '../addresses.ts';
import type { ChannelModule } from '../channel-module.ts';
import { trimmed } from '../clean.ts';
import { inDollars, smsParts } from './price.ts';
import { phrase } from './reply-words.ts';

export interface SmsMessage {
  to: string;
  text: string;
  promotional: boolean;
  maxPrice?: Money;
  context: Record<string, string>;
}

/** As the vault sealed it, where it could read it. */
const E164 = /^\+[1-9]\d{3,14}$/;

export const sms: ChannelModule<'sms', SmsMessage> = {
  spellings: ['text', 'texts', 'text message', 'text messages'],
  words: { en: 'text messages', de: 'SMS', zh: '短信' },
  address: traitAddress('phone', {
    deliverable: (opened) => (E164.test(opened) ? opened : undefined),
    form: 'one phone number with its country code such as +4915112345678',
  }),
  replyWord: phrase,
  fields: { text: ['text', 1_600, trimmed] },
  units: ({ text }) => smsParts(text),
  message({ text }, { to, ids, program, unit, now }) {
    const maxPrice = inDollars(unit, program, placeOf(now, program.timeZone).day);
    // Everything Cairn sends needs consent for its purpose, so none of it counts as transactional for carriers.
    return { to, text, promotional: true, ...(maxPrice ? { maxPrice } : {}), context: ids };
  },
  posted: ({ to, text }) => ({ to, text }),
};
