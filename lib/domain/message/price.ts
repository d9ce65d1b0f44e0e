// What a message costs before its receipt says so: the channel's price, for SMS times its parts.
import type { Money } from '../../../schemas/primitives.ts';
import type { Channel } from '../../../schemas/program.ts';
import type { Rendered } from './render.ts';

const GSM_BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Two septets each, and a pair is never split between parts. */
const GSM_EXTENDED = new Set('\f^{}\\[~]|€');

/** How many parts a carrier makes of the text: GSM 03.38 septets where it fits that alphabet, else UTF-16 units. */
export function smsParts(text: string): number {
  const characters = [...text];
  const gsm = characters.every((c) => GSM_BASIC.has(c) || GSM_EXTENDED.has(c));
  const sizes = characters.map((c) => (gsm ? (GSM_EXTENDED.has(c) ? 2 : 1) : c.length));
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  const [single, part] = gsm ? [160, 153] : [70, 67];
  if (whole <= single) return 1;
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > part) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
}

/** `"0.0750 EUR"` as integer micros. The text is one that MoneyText let through. */
export function moneyOf(text: string): Money {
  const [amount = '0', currency = ''] = text.split(' ');
  const [whole = '0', fraction = ''] = amount.split('.');
  return { micros: Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0')), currency };
}

/** Price of one unit: a message, or one part of an SMS. */
export function unitPrice(channel: Channel | undefined, currency: string): Money {
  return channel?.price ? moneyOf(channel.price) : { micros: 0, currency };
}

export function priceOf(message: Rendered, unit: Money): Money {
  return message.channel === 'sms' ? { ...unit, micros: unit.micros * smsParts(message.text) } : unit;
}
