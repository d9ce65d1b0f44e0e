// A small program without mistakes, to be changed into one with a mistake.
import { expect } from 'vitest';
import { checkProgram } from '../../../lib/domain/program/check.ts';

export type Files = Record<string, unknown>;

export const settings = {
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  purposes: { marketing: { description: 'offers' } },
  sealed: ['street'],
};
export const mail = { id: 'mail', channel: 'email', subject: 's', html: 'h' };
export const email = { id: 'email', price: '0.01 EUR' };
export const journey = {
  id: 'cart',
  purpose: 'marketing',
  enter: { on: 'Cart' },
  start: 'mail',
  steps: { mail: { send: 'email', template: 'mail' } },
};
export const good: Files = {
  'program.json': settings,
  'templates/mail.json': mail,
  'channels/email.json': email,
  'journeys/cart.json': journey,
};

export function findings(files: Files): [string, string, string][] {
  const { program, findings: found } = checkProgram({ ...good, ...files });
  expect(program === undefined).toBe(found.length > 0);
  return found.map(({ file, pointer, detail }) => [file, pointer, detail]);
}
export const inJourney = (change: object) => findings({ 'journeys/cart.json': { ...journey, ...change } });
export const entering = (condition: object) => inJourney({ enter: { on: 'Cart', if: condition } });
