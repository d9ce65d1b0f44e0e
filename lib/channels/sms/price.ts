// The parts of an SMS, by which it is billed, and its maximum price.
import type { Money } from '../../../schemas/primitives.ts';
import type { Program } from '../../../schemas/program.ts';
import { convert, rateTable } from '../../domain/money/rates.ts';

const GSM_BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** These count as two septets each, and a pair is never split between parts. */
const GSM_EXTENDED = new Set('\f^{}\\[~]|€');

/**
 * Into how many parts a carrier splits the text: by GSM 03.38 septets if it fits that alphabet, else by UTF-16 units.
 */
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

/** SMS providers cap prices in dollars. Undefined if the program has no rate on that day: then there is no cap. */
export function inDollars(unit: Money, program: Program, day: string): Money | undefined {
  const rate = rateTable(program)(unit.currency, 'USD', day);
  if (!rate || unit.micros === 0) return undefined;
  return { micros: Number(convert(BigInt(unit.micros), rate, 'down')), currency: 'USD' };
}
