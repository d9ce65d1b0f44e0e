/**
 * The one logger. I9: ids only, never an address; what slips through all the same (a vendor's error text that quotes its
 * input) is cut out here, in every string of every line.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { redact } from '../domain/intake/find-address.ts';

/** Eight digits or more with a plus before or spaces between are a phone number to a reader of logs. */
const PHONE = /\+\d[\d ()./-]{6,}\d/g;

export const logger = new Logger({
  jsonReplacerFn: (_key, value: unknown) => (typeof value === 'string' ? clean(value) : value),
});

export function clean(text: string): string {
  return redact(text).replace(PHONE, '(phone)');
}
