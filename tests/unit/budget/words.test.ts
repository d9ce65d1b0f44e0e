// What finance reads: times in words, and news of cuts that an earlier release stored.
import { expect, test } from 'vitest';
import type { Cut } from '../../../lib/domain/budget/book.ts';
import { newsOf } from '../../../lib/domain/budget/news.ts';
import { dayInWords, durationInWords, momentInWords } from '../../../lib/domain/time/words.ts';

const AT = Date.parse('2026-11-30T23:00:00Z');

test.each([
  ['Europe/Berlin', '1 December 2026 at 00:00 CET'],
  ['UTC', '30 November 2026 at 23:00 UTC'],
  ['America/New_York', '30 November 2026 at 18:00 GMT-5'],
])('a moment in %s is %s', (zone, words) => expect(momentInWords(AT, zone)).toBe(words));

test('a day does not move with the zone', () => expect(dayInWords('2026-03-01')).toBe('1 March 2026'));

test.each([
  ['P7D', '7 days'],
  ['P1D', '1 day'],
  ['P2W', '2 weeks'],
  ['PT1H30M', '1 hour and 30 minutes'],
  ['P1DT12H', '1 day and 12 hours'],
])('%s is %s', (duration, words) => expect(durationInWords(duration)).toBe(words));

test('a cut that was stored before its reach was is announced without it', () => {
  const eur = (micros: number) => ({ micros, currency: 'EUR' });
  const cut: Cut = {
    ...{
      kind: 'cut',
      status: 'applied',
      n: 4,
      at: AT,
      by: 'guard',
      reason: 'ROI',
      channel: 'sms',
      ppm: 200_000,
    },
    ...{ from: eur(1e9), to: eur(8e8), published: eur(1e9), acts: [], announced: false },
    evidence: {
      ...{ metric: 'roi', threshold: 1.5, value: 0.5, window: 'P7D', from: AT - 1, to: AT, model: 'last' },
      ...{ currency: 'EUR', spend: 6e8, revenue: 3e8, conversions: 10, meanOrder: 3e7, meanOf: 'channel' },
      ...{
        all: { revenue: 3e8, conversions: 10 },
        atLeastSpend: 5e8,
        confidence: 0.99,
        confidenceWanted: 0.9,
      },
      cumulative: 0.2,
    },
  };
  const where = {
    budget: 'sms',
    channel: 'sms',
    endsAt: AT,
    timeZone: 'Europe/Berlin',
    apiUrl: 'https://api.test',
  };
  const { subject, text, detail } = newsOf(cut, where);
  expect(subject).toBe('Budget sms was cut: 1000.00 EUR -> 800.00 EUR');
  expect(text).not.toContain('hold back');
  expect(detail).not.toHaveProperty('enforced');
});
