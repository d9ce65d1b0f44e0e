// SMS: paid by the part, and capped at its price where the provider supports it.
import type { Money } from '../../../schemas/primitives.ts';
import { placeOf } from '../../domain/money/calendar.ts';
import { traitAddress } from '../addresses.ts';
import type { ChannelModule } from '../channel-module.ts';
import { trimmed } from '../clean.ts';
import { inDollars, smsParts } from './price.ts';

export interface SmsMessage {
  to: string;
  text: string;
  promotional: boolean;
  maxPrice?: Money;
  context: Record<string, string>;
}

export const sms: ChannelModule<'sms', SmsMessage> = {
  words: { en: 'text messages', de: 'SMS', zh: '短信' },
  address: traitAddress('phone'),
  fields: { text: ['text', 1_600, trimmed] },
  units: ({ text }) => smsParts(text),
  message({ text }, { to, ids, program, unit, now }) {
    const maxPrice = inDollars(unit, program, placeOf(now, program.timeZone).day);
    // Everything Cairn sends needs consent for its purpose, so none of it counts as transactional for carriers.
    return { to, text, promotional: true, ...(maxPrice ? { maxPrice } : {}), context: ids };
  },
  posted: ({ to, text }) => ({ to, text }),
};
