// Reads phone numbers. Separate from the vault, because the numbering plans of the world are a tenth of a function's
// code and most functions handle sealed values only.
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';

export interface Phone {
  /** E.164. */
  number: string;
  /** Without the country code. */
  national: string;
  /** ISO country, where the number reveals it. */
  country?: string;
}

/** `region`: ISO country of numbers written without a code. Undefined: not a number that could be dialled. */
export type ReadPhone = (text: string, region: string | undefined) => Phone | undefined;

export const readPhone: ReadPhone = (text, region) => {
  const phone = parsePhoneNumberFromString(text, region ? (region as CountryCode) : undefined);
  if (!phone?.isPossible()) return undefined;
  const { number, nationalNumber, country } = phone;
  return { number, national: String(nationalNumber), ...(country ? { country } : {}) };
};
