/**
 * The only logger. I9: it accepts the fields of schemas/log-line.ts and no others, so ids only, never an address.
 * What slips through nevertheless (a vendor's error text that quotes its input) is removed here, from every string of
 * every line.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import type { LogFields } from '../../schemas/log-line.ts';
import { redact } from '../domain/sealing/find-address.ts';
import type { Log, WriteLine } from '../ports/log.ts';

/** Eight digits or more, with a plus before or separators between, look like a phone number to a reader of logs. */
const PHONE = /\+\d[\d ()./-]{6,}\d/g;

const powertools = new Logger({
  jsonReplacerFn: (_key, value: unknown) => (typeof value === 'string' ? clean(value) : value),
});

function writer(level: keyof Log): WriteLine {
  return (message, { error, ...fields } = {}) => {
    // Anything can be thrown, but only an error is written as one.
    const thrown = error === undefined || error instanceof Error ? error : new Error('not an error');
    powertools[level](message, { ...fields, ...(thrown ? { error: thrown } : {}) });
  };
}

const lines: Log = {
  debug: writer('debug'),
  info: writer('info'),
  warn: writer('warn'),
  error: writer('error'),
};

export const logger = {
  ...lines,
  /** Fields of every line from here on: an instance of Lambda has one request at a time. */
  from: (fields: Pick<LogFields, 'route' | 'trace'>): void => {
    powertools.resetKeys();
    powertools.appendKeys(fields);
  },
};

export function clean(text: string): string {
  return redact(text).replace(PHONE, '(phone)');
}
