import { describe, expect, test } from 'vitest';
import { monthsBetween, placeOf, startOfDay } from '../../../lib/domain/money/calendar.ts';
import { formatMoney, moneyText, parseMicros, parseMoney } from '../../../lib/domain/money/money.ts';
import { convert, rateTable } from '../../../lib/domain/money/rates.ts';
import { split } from '../../../lib/domain/money/split.ts';

describe('money text', () => {
  test.each([
    ['50000.00 CNY', 50_000_000_000, 'CNY'],
    ['0.000001 EUR', 1, 'EUR'],
    ['999999999.999999 USD', 999_999_999_999_999, 'USD'],
    ['7 JPY', 7_000_000, 'JPY'],
    ['0.1 EUR', 100_000, 'EUR'],
  ])('%s is read to the micro', (text, micros, currency) => {
    expect(parseMoney(text)).toEqual({ micros, currency });
  });

  test.each(['', '1', '1 eur', '1.1234567 EUR', '1e3 EUR', '-1 EUR', '1 EUR x', '1234567890 EUR', ' 1 EUR'])(
    '"%s" is refused rather than guessed at',
    (text) => expect(() => parseMoney(text)).toThrow(RangeError),
  );

  test.each([
    [12_345_000n, 'EUR', '12.35'],
    [12_344_999n, 'EUR', '12.34'],
    [-12_345_000n, 'EUR', '-12.35'],
    [-4_999n, 'EUR', '0.00'],
    [1_500_000n, 'JPY', '2'],
    [1_234_567n, 'KWD', '1.235'],
    [5_000n, 'GBP', '0.01'],
    [9_007_199_254_740_993_000_000n, 'EUR', '9007199254740993.00'],
  ])('%s micros of %s are written %s', (micros, currency, amount) => {
    expect(formatMoney(micros, currency)).toEqual({ amount, currency });
  });

  test('is written as programs write it', () => {
    expect(moneyText({ micros: parseMicros('50000'), currency: 'CNY' })).toBe('50000.00 CNY');
  });
});

describe('rates', () => {
  const rates = rateTable({
    currency: 'EUR',
    rates: [
      { currency: 'GBP', from: '2026-06-01', rate: '1.2' },
      { currency: 'GBP', from: '2026-01-01', rate: '1.15' },
      { currency: 'USD', from: '2026-01-01', rate: '0.9' },
      { currency: 'XXX', from: '2026-01-01', rate: '0' },
    ],
  });
  const inEuro = (currency: string, day: string) => {
    const rate = rates(currency, 'EUR', day);
    return rate && convert(1_000_000n, rate);
  };

  test('the latest rate at or before the day converts', () => {
    expect(inEuro('GBP', '2026-05-31')).toBe(1_150_000n);
    expect(inEuro('GBP', '2026-06-01')).toBe(1_200_000n);
    expect(inEuro('GBP', '2031-01-01')).toBe(1_200_000n);
  });
  test('a day before the first rate, and a currency without any, have no rate', () => {
    expect(inEuro('GBP', '2025-12-31')).toBeUndefined();
    expect(inEuro('CHF', '2026-06-01')).toBeUndefined();
  });
  test('a rate of zero converts nothing', () => expect(inEuro('XXX', '2026-06-01')).toBeUndefined());
  test("the program's own currency needs no rate", () =>
    expect(inEuro('EUR', '1999-01-01')).toBe(1_000_000n));
  test("two foreign currencies are converted through the program's currency", () => {
    const rate = rates('GBP', 'USD', '2026-02-01');
    expect(rate && convert(9_000_000n, rate)).toBe(11_500_000n);
  });
  test('a promise is rounded up and a limit down', () => {
    const third = { num: 1n, den: 3n };
    expect(convert(10n, third, 'up')).toBe(4n);
    expect(convert(10n, third, 'down')).toBe(3n);
    expect(convert(10n, third)).toBe(3n);
    expect(convert(-10n, third, 'up')).toBe(-3n);
    expect(convert(-10n, third, 'down')).toBe(-4n);
    expect(convert(-11n, third)).toBe(-4n);
  });
});

describe('split', () => {
  test('the largest remainder gets the rest, the earlier one among equals', () => {
    expect(split(100n, [1, 1, 1])).toEqual([34n, 33n, 33n]);
    expect(split(10n, [30, 40, 30])).toEqual([3n, 4n, 3n]);
    expect(split(1n, [1, 2])).toEqual([0n, 1n]);
    expect(split(-100n, [1, 1, 1])).toEqual([-34n, -33n, -33n]);
  });
});

describe('places of instants', () => {
  test('have the day, hour and slot of the zone', () => {
    expect(placeOf(Date.parse('2026-11-20T23:59:59Z'), 'Europe/Berlin')).toEqual({
      day: '2026-11-21',
      hour: '00',
      slot: '11',
    });
    expect(placeOf(Date.parse('2026-11-20T23:05:00Z'), 'UTC')).toEqual({
      day: '2026-11-20',
      hour: '23',
      slot: '01',
    });
  });
  test('a day whose midnight is skipped begins at its first instant', () => {
    expect(startOfDay('2018-11-04', 'America/Sao_Paulo')).toBe(Date.parse('2018-11-04T03:00:00Z'));
  });
  test('months are counted across the turn of a year', () => {
    expect(monthsBetween('2025-11-20', '2026-02-01')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
    expect(monthsBetween('2026-02-01', '2026-02-28')).toEqual(['2026-02']);
  });
});
