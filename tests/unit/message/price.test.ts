// The cost of a message: SMS parts as carriers count them.

import { describe, expect, it } from 'vitest';
import { inDollars, smsParts } from '../../../lib/channels/sms/price.ts';
import { priceOf } from '../../../lib/domain/message/price.ts';
import { retrySeconds } from '../../../lib/domain/message/retry.ts';
import { sendId } from '../../../lib/domain/message/send-id.ts';
import { parseMoney } from '../../../lib/domain/money/money.ts';
import type { Program } from '../../../schemas/program.ts';

describe('smsParts', () => {
  it.each([
    ['160 of the GSM alphabet', 'a'.repeat(160), 1],
    ['161', 'a'.repeat(161), 2],
    ['306', 'a'.repeat(306), 2],
    ['307', 'a'.repeat(307), 3],
    ['80 euro signs of two septets', '€'.repeat(80), 1],
    ['81 euro signs', '€'.repeat(81), 2],
    ['a pair at the boundary moves to the next part', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 3],
    ['70 of another alphabet', '你'.repeat(70), 1],
    ['71', '你'.repeat(71), 2],
    ['134', '你'.repeat(134), 2],
    ['one accent outside GSM changes the whole alphabet', `${'a'.repeat(70)}ç`, 2],
    ['35 emoji of two units', '😀'.repeat(35), 1],
    ['an emoji is not split', `${'你'.repeat(66)}😀${'你'.repeat(66)}`, 3],
    ['nothing', '', 1],
  ])('%s', (_, text, parts) => {
    expect(smsParts(text)).toBe(parts);
  });
});

describe('priceOf', () => {
  it('multiplies by parts for SMS alone', () => {
    const unit = parseMoney('0.0750 EUR');
    expect(unit).toEqual({ micros: 75_000, currency: 'EUR' });
    expect(priceOf({ channel: 'sms', text: 'a'.repeat(200) }, unit).micros).toBe(150_000);
    expect(priceOf({ channel: 'push', title: 't', text: 'a'.repeat(200) }, unit).micros).toBe(75_000);
  });
  it("caps in dollars a price in the program's own currency, never above it", () => {
    const program = {
      currency: 'EUR',
      rates: [{ currency: 'USD', from: '2026-01-01', rate: '0.9' }],
    } as Program;
    expect(inDollars(parseMoney('0.0700 EUR'), program, '2026-11-21')).toEqual({
      micros: 77_777,
      currency: 'USD',
    });
    expect(inDollars(parseMoney('0.0700 USD'), program, '2026-11-21')).toEqual({
      micros: 70_000,
      currency: 'USD',
    });
    expect(inDollars(parseMoney('0.0700 EUR'), program, '2025-11-21')).toBeUndefined();
  });
});

describe('retrySeconds', () => {
  it('doubles up to the longest queue delay, gives the same value at every attempt, and spreads', () => {
    const waits = Array.from({ length: 12 }, (_, i) => retrySeconds('send', i + 1));
    expect(waits).toEqual(Array.from({ length: 12 }, (_, i) => retrySeconds('send', i + 1)));
    waits.forEach((wait, i) => {
      const full = Math.min(900, 5 * 2 ** i);
      expect(wait).toBeGreaterThanOrEqual(Math.floor(full / 2));
      expect(wait).toBeLessThanOrEqual(full);
    });
    expect(new Set(Array.from({ length: 50 }, (_, i) => retrySeconds(`send-${i}`, 8))).size).toBeGreaterThan(
      20,
    );
  });
});

describe('sendId', () => {
  it('distinguishes its parts and fits a tag', () => {
    const ids = [
      sendId({ born: 'a', journey: 'b', entry: 1, step: 'c', visit: 2 }),
      sendId({ born: 'a', journey: 'b', entry: 12, step: 'c', visit: 2 }),
      sendId({ born: 'ab', journey: '', entry: 1, step: 'c', visit: 2 }),
      sendId({ born: 'a', journey: 'b', entry: 1, step: 'c2', visit: 2 }),
    ];
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });
});
