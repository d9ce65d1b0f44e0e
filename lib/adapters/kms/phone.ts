// Reads a text as one phone number. Separate from the vault, because the numbering plans of the world are a tenth of a
// function's code and most functions handle sealed values only.
import { type CountryCode, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { visibleText } from '../../domain/sealing/visible-text.ts';

export interface Phone {
  /** E.164. */
  number: string;
  /** Without the country code. */
  national: string;
  /** ISO country, where the number reveals it. */
  country?: string;
}

/** `region`: ISO country of numbers written without a code. Undefined: not one number that could be dialled. */
export type ReadPhone = (text: string, region: string | undefined) => Phone | undefined;

/** Digits of any script with what people put between them; a letter means an extension, a word or a second number. */
const DIGITS = /^\+?[\p{Nd}().\-‐-―−/]+$/u;

/** `2026-11-20` has as many digits as a number in some regions. */
const DATE = /^(?:19|20)\d\d([-./])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])$/;

export const readPhone: ReadPhone = (text, region) => {
  const written = visibleText(text).replace(/^tel:/i, '').replace(/\s/gu, '').replace('＋', '+');
  if (!DIGITS.test(written) || DATE.test(written)) return undefined;
  // Most of the world dials 00 for the plus.
  const dialled = present(written.replace(/^00/, '+'));
  const phone = dialled.startsWith('+') ? parsed(dialled) : ofRegion(dialled, region);
  if (!phone) return undefined;
  const { number, nationalNumber, country } = phone;
  return { number, national: String(nationalNumber), ...(country ? { country } : {}) };
};

function parsed(text: string, region?: string): PhoneNumber | undefined {
  const phone = parsePhoneNumberFromString(text, {
    extract: false,
    ...(region ? { defaultCountry: region as CountryCode } : {}),
  });
  if (!phone?.isPossible()) return undefined;
  const now = present(phone.number);
  return now === phone.number ? phone : parsePhoneNumberFromString(now);
}

/**
 * A number without a plus is the region's own. Where it could as well be an international one that lost its plus
 * (4915112345678 in Germany), a guess might write to a stranger: it is none.
 */
function ofRegion(text: string, region: string | undefined): PhoneNumber | undefined {
  const own = region ? parsed(text, region) : undefined;
  if (!own) return undefined;
  const other = parsed(`+${text}`);
  const isOther =
    other?.isValid() && other.countryCallingCode === own.countryCallingCode && other.number !== own.number;
  return isOther ? undefined : own;
}

/** Numbers of mobiles as their countries write them today; the older forms are still in use and name the same phone. */
const RENUMBERED: readonly (readonly [former: RegExp, present: string])[] = [
  // Mexico dropped the 1 after the country code in 2019.
  [/^\+521(\d{10})$/, '+52$1'],
  // Brazil put a 9 before the eight digits of its mobiles.
  [/^\+55(\d{2})([6-9]\d{7})$/, '+55$19$2'],
  // Argentina's mobiles have a 9 after the country code when called from abroad.
  [/^\+54([1-8]\d{9})$/, '+549$1'],
];

function present(number: string): string {
  const plain = `${number.startsWith('+') ? '+' : ''}${number.replace(/\D/gu, '')}`;
  const renumbered = RENUMBERED.find(([former]) => former.test(plain));
  return renumbered ? plain.replace(...renumbered) : number;
}
