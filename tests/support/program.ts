// A small program for tests of money, in memory only.
import { Program } from '../../schemas/documents.ts';

export function moneyProgram(change: Record<string, unknown> = {}): Program {
  return Program.parse({
    currency: 'EUR',
    rates: [],
    timeZone: 'Europe/Berlin',
    purposes: { marketing: { description: 'offers' } },
    journeys: {},
    segments: {},
    templates: {},
    budgets: {},
    channels: { email: { id: 'email', price: '0.001 EUR' }, sms: { id: 'sms', price: '0.08 EUR' } },
    ...change,
  });
}
